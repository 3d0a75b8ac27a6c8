#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "graft/export.h"
#include "graft/roles/tokenizer.h"

namespace graft {

/// Different words, and how often each of them was added.
class GRAFT_API WordCounts {
 public:
  void add(std::string_view word, std::int64_t count = 1);
  void add(const WordCounts& other);

  /// Number of different words.
  std::size_t size() const { return words_.size(); }
  /// The word with this index; the order is that of the first additions. It is valid until the next
  /// addition.
  std::string_view word(std::size_t index) const;
  std::int64_t count(std::size_t index) const { return words_[index].count; }

 private:
  struct Word {
    std::size_t begin = 0;  // in bytes_
    std::size_t size = 0;
    std::int64_t count = 0;
  };
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t number = 0;  // of the word, from 1; 0: free
  };

  Slot& slot_of(std::string_view word, std::uint64_t hash);
  void grow();

  std::string bytes_;  // of all words, one behind the other
  std::vector<Word> words_;
  std::vector<Slot> slots_;  // open addressing; a power of two, at most half full
};

/// Adds the words of a piece of text to `counts`.
using WordCutter = std::function<void(std::string_view text, WordCounts& counts)>;

/// Counts the words of all texts, on all threads. A piece that `cut` gets is a whole text, or one
/// of its `text_pieces`. The counts are the same for any number of threads, the order of the words
/// is not.
GRAFT_API WordCounts count_words(const TextSource& texts, const WordCutter& cut);

}  // namespace graft
