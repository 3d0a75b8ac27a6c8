#include "graft/text/word_counts.h"

#include <algorithm>
#include <functional>

#include "graft/error.h"
#include "graft/parallel.h"
#include "graft/text/text_pieces.h"

namespace graft {

namespace {

constexpr std::size_t kLeastSlots = 1024;
constexpr std::size_t kPieceBytes = std::size_t{64} << 10;
constexpr std::size_t kBatchBytes = std::size_t{16} << 20;  // of texts that are held at a time

/// Takes texts off the source until they are a batch; false when there are none.
bool take_batch(const TextSource& texts, std::vector<std::string>& batch) {
  batch.clear();
  std::size_t bytes = 0;
  for (std::string text; bytes < kBatchBytes && texts(text);) {
    bytes += text.size();
    batch.push_back(std::move(text));
    text.clear();  // what was moved from holds anything
  }
  return !batch.empty();
}

}  // namespace

void WordCounts::add(std::string_view word, std::int64_t count) {
  if (words_.size() * 2 >= slots_.size()) grow();
  const std::uint64_t hash = std::hash<std::string_view>{}(word);
  Slot& slot = slot_of(word, hash);
  if (slot.number == 0) {
    words_.push_back({bytes_.size(), word.size(), 0});
    bytes_ += word;
    slot = {static_cast<std::uint32_t>(hash >> 32), static_cast<std::uint32_t>(words_.size())};
  }
  words_[slot.number - 1].count += count;
}

void WordCounts::add(const WordCounts& other) {
  for (std::size_t index = 0; index < other.size(); ++index) {
    add(other.word(index), other.count(index));
  }
}

std::string_view WordCounts::word(std::size_t index) const {
  return std::string_view(bytes_).substr(words_[index].begin, words_[index].size);
}

/// The slot of the word, or the free one where it would be.
WordCounts::Slot& WordCounts::slot_of(std::string_view word, std::uint64_t hash) {
  const std::size_t mask = slots_.size() - 1;
  const auto upper = static_cast<std::uint32_t>(hash >> 32);
  std::size_t place = static_cast<std::size_t>(hash) & mask;
  while (slots_[place].number != 0 &&
         (slots_[place].hash != upper || this->word(slots_[place].number - 1) != word)) {
    place = (place + 1) & mask;
  }
  return slots_[place];
}

void WordCounts::grow() {
  if (slots_.size() > UINT32_MAX) {
    throw InputError("too-much-data", "the text has more than 2^31 different words",
                     "train on a part of it");
  }
  slots_.assign(std::max(kLeastSlots, slots_.size() * 2), {});
  for (std::size_t index = 0; index < words_.size(); ++index) {
    const std::uint64_t hash = std::hash<std::string_view>{}(word(index));
    slot_of(word(index), hash) = {static_cast<std::uint32_t>(hash >> 32),
                                  static_cast<std::uint32_t>(index + 1)};
  }
}

WordCounts count_words(const TextSource& texts, const WordCutter& cut) {
  std::vector<WordCounts> counts(static_cast<std::size_t>(num_threads()));
  std::vector<std::string> batch;
  while (take_batch(texts, batch)) {
    std::vector<std::string_view> pieces;
    for (const std::string& text : batch) {
      for (const std::string_view piece : text_pieces(text, kPieceBytes)) pieces.push_back(piece);
    }
    parallel_tasks(std::ssize(pieces), [&](std::int64_t piece, int worker) {
      cut(pieces[static_cast<std::size_t>(piece)], counts[static_cast<std::size_t>(worker)]);
    });
  }
  for (std::size_t thread = 1; thread < counts.size(); ++thread) counts[0].add(counts[thread]);
  return std::move(counts[0]);
}

}  // namespace graft
