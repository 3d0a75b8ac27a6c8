#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "bert_normalizer.h"

namespace graft {

/// Reads the words of a text: what stands between white space; every punctuation character and,
/// where the normalizer sets them apart, every ideograph is a word of its own. Source:
/// google-research/bert, `tokenization.py`, BasicTokenizer.
class WordReader {
 public:
  /// Of words over `longest` characters only the beginning is kept. Text and normalizer must
  /// outlive it.
  WordReader(const BertNormalizer& normalizer, std::string_view text, std::size_t longest);

  /// Moves to the next word; false at the end.
  bool next();
  /// The word as UTF-8, up to the next call.
  std::string_view word() const { return {buffer_.data(), size_}; }
  bool is_too_long() const { return num_characters_ > longest_; }

 private:
  void append(char32_t code_point);

  NormalizedText characters_;
  std::size_t longest_;
  std::string buffer_;  // as large as the longest word, so that words need no allocation
  std::size_t size_ = 0;
  std::size_t num_characters_ = 0;
  NormalizedCharacter held_;  // the word of one character that ended the last word
};

}  // namespace graft
