#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "framework/evaluate/baselines/text_terms.h"

namespace graft {

/// Tags what the training data name. First, from left to right, the longest run of words that is an
/// entity there, with the type that it has most often (of several as often the first in the
/// alphabet); an entity that stands in the training data more often outside of entities than as one
/// is left out, so that titles made of common words do no harm. Then each other word with the tag
/// that it has most often (of several as often O, then I). Words are compared as they are written.
/// Source: the baseline of Tjong Kim Sang and De Meulder, "Introduction to the CoNLL-2003 Shared
/// Task", 2003, which takes entities with one type only, and no single words.
class DictionaryTagger {
 public:
  /// Training sentences, and a tag for each word as entity_spans.h reads them. Throws Error where
  /// the numbers differ.
  DictionaryTagger(const std::vector<std::vector<std::string>>& sentences,
                   const std::vector<std::vector<std::string>>& tags);

  /// Tags of a sentence in the scheme IOB2: O, B-TYPE, I-TYPE.
  std::vector<std::string> predict(const std::vector<std::string>& words) const;

  /// Entities that it knows.
  std::int64_t size() const { return std::ssize(types_); }

 private:
  using Numbers = std::vector<std::int64_t>;  // of words

  TermNumbers words_;
  std::map<Numbers, std::string> types_;
  std::vector<std::string> tag_of_word_;  // by number
  std::size_t longest_ = 0;               // words of an entity
};

}  // namespace graft
