#include "framework/data/token_stream.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "framework/data/labels.h"
#include "graft/batch.h"
#include "graft/error.h"
#include "graft/parallel.h"
#include "graft/utf8.h"

namespace graft {

namespace {

constexpr std::int64_t kBatch = 1024;  // documents that are read at a time
constexpr std::size_t kCountedBytes = std::size_t{16} << 20;

}  // namespace

std::vector<std::int64_t> read_token_stream(const Dataset& dataset, const std::string& split,
                                            const Tokenizer& tokenizer) {
  const EncodeOptions plain{.add_special_tokens = false, .parse_special_tokens = false};
  const std::int64_t size = dataset.size(split);
  const auto end = tokenizer.special_tokens().eos;
  std::vector<std::int64_t> tokens;
  for (std::int64_t first = 0; first < size; first += kBatch) {
    std::vector<std::vector<std::int64_t>> found(
        static_cast<std::size_t>(std::min(kBatch, size - first)));
    parallel_tasks(std::ssize(found), [&](std::int64_t i, int) {
      found[static_cast<std::size_t>(i)] = tokenizer.encode(
          text_at(dataset.example(split, first + i), "text", split, first + i), plain);
    });
    for (const std::vector<std::int64_t>& ids : found) {
      tokens.insert(tokens.end(), ids.begin(), ids.end());
      if (end && size > 1) tokens.push_back(*end);
    }
  }
  return tokens;
}

namespace {

/// The first `most` bytes of a text, without a character that they cut.
std::string_view beginning(std::string_view text, std::size_t most) {
  if (most >= text.size()) return text;
  while (most > 0 && continues_character(text[most])) --most;
  return text.substr(0, most);
}

void require_length(std::size_t tokens, TextObjective::Window window) {
  if (static_cast<std::int64_t>(tokens) >= window.length) return;
  throw InputError("too-little-data",
                   "the training text has " + std::to_string(tokens) +
                       " tokens, one window needs " + std::to_string(window.length),
                   "give more text, or lower `max_positions`");
}

}  // namespace

TextObjective::Window training_window(const TextObjective& objective, const TokenTraits& tokens,
                                      std::optional<std::int64_t> sequence_length) {
  const TextObjective::Window most = objective.window(tokens);
  if (!sequence_length) return most;
  if (*sequence_length > most.length) {
    throw InputError("out-of-range",
                     "train.sequence_length: this model takes " + std::to_string(most.length) +
                         " tokens of text at a time",
                     "give at most that, or raise `max_positions`");
  }
  return {*sequence_length,
          std::max<std::int64_t>(1, *sequence_length * most.stride / most.length)};
}

void require_window(const Dataset& dataset, const std::string& split, const Tokenizer& tokenizer,
                    TextObjective::Window window) {
  const EncodeOptions plain{.add_special_tokens = false, .parse_special_tokens = false};
  const std::int64_t size = dataset.size(split);
  const auto length = static_cast<std::size_t>(window.length);
  std::size_t tokens = 0;
  for (std::int64_t i = 0; i < size && tokens < length; ++i) {
    const std::string text = text_at(dataset.example(split, i), "text", split, i);
    std::size_t most = 16 * length;  // bytes; a document may be a whole corpus
    std::size_t found = 0;
    do {
      found = tokenizer.encode(beginning(text, most), plain).size();
      most *= 2;
    } while (tokens + found < length && most / 2 < text.size());
    tokens += found + (size > 1 ? 1 : 0);  // a token between documents, where there is one
  }
  require_length(tokens, window);
}

TokenCount count_tokens(const Dataset& dataset, const std::string& split,
                        const Tokenizer& tokenizer) {
  const EncodeOptions plain{.add_special_tokens = false, .parse_special_tokens = false};
  const std::int64_t size = dataset.size(split);
  std::size_t bytes = 0;
  std::size_t counted = 0;  // bytes
  std::size_t tokens = 0;   // in these
  for (std::int64_t i = 0; i < size; ++i) {
    const std::string text = text_at(dataset.example(split, i), "text", split, i);
    const std::string_view read = beginning(text, kCountedBytes - counted);
    if (!read.empty()) tokens += tokenizer.encode(read, plain).size();
    bytes += text.size();
    counted += read.size();
  }
  TokenCount count;
  count.bytes = static_cast<double>(bytes);
  count.is_exact = counted == bytes;
  if (counted > 0) {
    count.tokens = static_cast<double>(tokens) * count.bytes / static_cast<double>(counted);
  }
  if (tokenizer.special_tokens().eos && size > 1) count.tokens += static_cast<double>(size);
  return count;
}

std::int64_t epoch_windows(std::int64_t tokens, TextObjective::Window window) {
  // One window less than fits at offset 0, so that every offset below the stride has as many.
  return std::max<std::int64_t>(1, (tokens - window.length) / window.stride);
}

std::int64_t ordered_windows(std::int64_t tokens, TextObjective::Window window) {
  // The overlap of two windows is context or a shared border: a start needs more than that.
  const std::int64_t overlap = window.length - window.stride;
  return std::max<std::int64_t>(1, (tokens - overlap + window.stride - 1) / window.stride);
}

WindowSampler::WindowSampler(std::vector<std::int64_t> tokens, TextObjective::Window window,
                             std::uint64_t seed)
    : tokens_(std::move(tokens)), window_(window), seed_(seed) {
  require_length(tokens_.size(), window_);
}

std::int64_t WindowSampler::epoch_size() const {
  return epoch_windows(static_cast<std::int64_t>(tokens_.size()), window_);
}

const WindowSampler::Epoch& WindowSampler::epoch(std::int64_t number) {
  if (epoch_.number != number) {
    Rng rng(mix_seed(seed_, 2, static_cast<std::uint64_t>(number)));
    const auto size = static_cast<std::int64_t>(tokens_.size());
    const std::int64_t last = size - window_.length - (epoch_size() - 1) * window_.stride;
    epoch_.number = number;
    epoch_.offset = rng.below(std::min(window_.stride, last + 1));
    epoch_.order = rng.permutation(epoch_size());
  }
  return epoch_;
}

Tensor WindowSampler::rows(std::int64_t first, std::int64_t count) {
  Tensor windows({count, window_.length}, DType::kInt64);
  for (std::int64_t row = 0; row < count; ++row) {
    const Epoch& current = epoch((first + row) / epoch_size());
    const auto position = static_cast<std::size_t>((first + row) % epoch_size());
    const std::int64_t start = current.offset + current.order[position] * window_.stride;
    std::copy_n(tokens_.begin() + start, window_.length,
                windows.data<std::int64_t>() + row * window_.length);
  }
  return windows;
}

Tensor windows_in_order(const std::vector<std::int64_t>& tokens, TextObjective::Window window) {
  const auto size = static_cast<std::int64_t>(tokens.size());
  const std::int64_t count = ordered_windows(size, window);
  Tensor windows({count, window.length}, DType::kInt64);
  std::fill_n(windows.data<std::int64_t>(), windows.numel(), kIgnoreIndex);
  for (std::int64_t row = 0; row < count; ++row) {
    const std::int64_t start = row * window.stride;
    const std::int64_t length = std::clamp<std::int64_t>(size - start, 0, window.length);
    std::copy_n(tokens.begin() + start, length, windows.data<std::int64_t>() + row * window.length);
  }
  return windows;
}

}  // namespace graft
