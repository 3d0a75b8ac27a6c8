#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "bpe_model.h"
#include "graft/text/word_cache.h"
#include "word_encoder.h"

namespace graft {

/// Cuts a text into words and these into parts, some ahead of their use, so that their places in
/// the cache are loaded meanwhile.
class WordQueue {
 public:
  struct Part {
    std::string_view text;
    WordKey key;  // of short ones

    bool is_short() const { return text.size() <= WordKey::kLongest; }
  };

  /// The flavour decides where words begin and end.
  WordQueue(std::string_view text, BpeFlavour flavour, const WordEncoder& encoder)
      : text_(text), flavour_(flavour), encoder_(encoder) {}

  /// Takes the next parts; false at the end of the text.
  bool fill(const WordCache& cache);
  std::span<const Part> parts() const { return {parts_.data(), count_}; }

 private:
  std::string_view next_word();
  WordKey key_of(std::string_view part) const;

  std::string_view text_;
  BpeFlavour flavour_;
  const WordEncoder& encoder_;
  std::size_t offset_ = 0;  // behind the words that were cut
  std::string_view word_;   // what is left of the last one
  std::array<Part, 16> parts_;
  std::size_t count_ = 0;
};

}  // namespace graft
