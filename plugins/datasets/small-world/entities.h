#pragma once

#include <string>
#include <vector>

#include "graft/random.h"
#include "phrase.h"
#include "world.h"

namespace graft {

/// A sentence cut into tokens, each with its tag: B-PER and I-PER for people, B-LOC and I-LOC for
/// towns and countries, O for the rest. English tokens are words and punctuation marks; Chinese
/// tokens are characters.
struct TaggedSentence {
  std::vector<std::string> tokens;
  std::vector<std::string> tags;
};

/// A sentence about people of this share only.
TaggedSentence make_tagged_sentence(const World& world, Share share, Language language, Rng& rng);

/// The tokens of a text, as above.
std::vector<std::string> cut_into_tokens(const std::string& text, Language language);

}  // namespace graft
