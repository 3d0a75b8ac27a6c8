#include "pretraining.h"

#include <string>
#include <vector>

#include "graft/error.h"
#include "span_corruption.h"
#include "text_pairs.h"

namespace graft {

namespace {

bool cuts_spans(const EncoderDecoderOptions& options) {
  return options.objective == "span_corruption";
}

/// Tokens of a prefix language model that are only read.
std::size_t prefix_of(std::size_t window, std::size_t text) {
  const std::size_t prefix = window / 2;
  return text > prefix ? prefix : text / 2;
}

}  // namespace

TextObjective::Window pretraining_window(const EncoderDecoderOptions& options,
                                         const TokenTraits& tokens) {
  const std::int64_t length = options.max_positions;
  const bool has_end = tokens.special.eos.has_value();
  const auto found = static_cast<std::int64_t>(tokens.special.sentinels.size());
  const std::int64_t needed = cuts_spans(options) ? noise_of(length).spans : 0;
  if (has_end && found >= needed) {
    return {length, cuts_spans(options) ? length : length - length / 2};
  }
  std::string missing;
  if (!has_end) missing = "no end-of-sequence token";
  if (found < needed) {
    missing += (missing.empty() ? "" : " and ") + std::to_string(found) + " of the " +
               std::to_string(needed) + " sentinels that windows of " + std::to_string(length) +
               " tokens need";
  }
  throw InputError(
      "missing-token", options.objective + ": the vocabulary has " + missing,
      "use a tokenizer with them" + std::string(found < needed ? ", or lower max_positions" : ""));
}

Batch pretraining_pairs(const EncoderDecoderOptions& options, const Tensor& windows,
                        const TokenTraits& tokens, Rng& rng) {
  pretraining_window(options, tokens);  // throws where a token is missing
  if (windows.rank() != 2 || windows.dim(1) > options.max_positions) {
    throw ShapeError("pretraining_pairs: windows " + to_string(windows.shape()) +
                     " must be [batch, length] with at most " +
                     std::to_string(options.max_positions) + " tokens");
  }
  const std::int64_t end = *tokens.special.eos;
  const std::int64_t length = windows.dim(1);
  std::vector<TextPair> pairs;
  for (std::int64_t row = 0; row < windows.dim(0); ++row) {
    std::vector<std::int64_t> text;
    for (std::int64_t i = row * length; i < (row + 1) * length; ++i) {
      const std::int64_t id = windows.data<std::int64_t>()[i];
      if (id != kIgnoreIndex) text.push_back(id);
    }
    const std::size_t prefix = prefix_of(static_cast<std::size_t>(length), text.size());
    pairs.push_back(cuts_spans(options) ? corrupt_spans(text, tokens.special.sentinels, end, rng)
                                        : split_behind(prefix, text, end));
  }
  return padded_batch(pairs, options.pad_token_id.value_or(tokens.special.pad.value_or(end)));
}

}  // namespace graft
