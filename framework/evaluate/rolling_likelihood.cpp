#include "framework/evaluate/rolling_likelihood.h"

#include <algorithm>
#include <string_view>

#include "framework/data/model_text.h"
#include "framework/generate/text_stream.h"
#include "graft/autograd.h"
#include "graft/batch.h"
#include "graft/utf8.h"

namespace graft {

namespace {

std::size_t readable_length(const Architecture& model, const Tokenizer& tokenizer) {
  if (model.max_positions() > 0) return static_cast<std::size_t>(model.max_positions());
  const auto window = dynamic_cast<const TextObjective&>(model).window(token_traits(tokenizer));
  return static_cast<std::size_t>(std::max<std::int64_t>(1, window.length - 1));
}

/// How far into a text its tokens reach, in bytes.
class TextOffsets {
 public:
  TextOffsets(const std::string& text, const Tokenizer& tokenizer)
      : text_(text), stream_(tokenizer, {}, {}) {}

  /// Behind the first `count` tokens; counts do not fall from call to call.
  std::size_t behind(const std::vector<std::int64_t>& ids, std::size_t count) {
    for (; num_read_ < count; ++num_read_) bytes_ += stream_.add(ids[num_read_]).size();
    if (num_read_ == ids.size()) return text_.size();
    std::size_t offset = std::min(bytes_, text_.size());
    while (offset < text_.size() && continues_character(text_[offset])) ++offset;
    return offset;
  }

 private:
  const std::string& text_;
  TextStream stream_;
  std::size_t num_read_ = 0;
  std::size_t bytes_ = 0;
};

/// Runs of white space that begin in bytes [begin, end) of a text.
std::int64_t spaces_in(const std::string& text, std::size_t begin, std::size_t end) {
  std::size_t before = begin;  // where the character before begins
  if (before > 0) --before;
  while (before > 0 && continues_character(text[before])) --before;
  const std::string_view all(text);
  return word_count(all.substr(before, end - before)) -
         word_count(all.substr(before, begin - before));
}

}  // namespace

std::vector<RollingWindow> rolling_windows(std::size_t size, std::size_t length) {
  std::vector<RollingWindow> windows;
  for (std::size_t first = 1; first < size; first += length) {
    const std::size_t end = std::min(first + length, size);
    windows.push_back({end - 1 > length ? end - 1 - length : 0, first, end});
  }
  return windows;
}

RollingLikelihood::RollingLikelihood(Architecture& model, const Tokenizer& tokenizer)
    : model_(model),
      tokenizer_(tokenizer),
      length_(readable_length(model, tokenizer)),
      has_prefix_(reads_prefix_both_ways(model, token_traits(tokenizer))) {
  const SpecialTokens special = tokenizer.special_tokens();
  first_ = special.bos ? special.bos : special.eos;
}

std::vector<TextLikelihood> RollingLikelihood::of(const std::string& text) const {
  const std::vector<std::int64_t> ids =
      tokenizer_.encode(text, {.add_special_tokens = false, .parse_special_tokens = false});
  std::vector<std::int64_t> sequence = ids;
  if (first_) sequence.insert(sequence.begin(), *first_);
  const std::size_t added = sequence.size() - ids.size();
  std::vector<TextLikelihood> result;
  TextOffsets offsets(text, tokenizer_);
  std::size_t begin = 0;
  for (const RollingWindow& window : rolling_windows(sequence.size(), length_)) {
    if (window.first == 1) begin = offsets.behind(ids, 1 - added);
    const std::size_t end = std::max(begin, offsets.behind(ids, window.end - added));
    TextLikelihood likelihood;
    likelihood.log_probability = log_probability(sequence, window);
    likelihood.tokens = static_cast<std::int64_t>(window.end - window.first);
    // Of a text the words are one more than the runs of white space.
    likelihood.words = spaces_in(text, begin, end) + (window.first == 1 ? 1 : 0);
    likelihood.bytes = static_cast<std::int64_t>(end - begin);
    result.push_back(likelihood);
    begin = end;
  }
  return result;
}

double RollingLikelihood::log_probability(const std::vector<std::int64_t>& sequence,
                                          const RollingWindow& window) const {
  const NoGradient no_gradient;
  const std::size_t count = window.end - 1 - window.begin;
  const auto seq = static_cast<std::int64_t>(count);
  Tensor ids({1, seq}, DType::kInt64);
  Tensor labels({1, seq}, DType::kInt64);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t next = window.begin + i + 1;
    ids.data<std::int64_t>()[i] = sequence[next - 1];
    labels.data<std::int64_t>()[i] = next < window.first ? kIgnoreIndex : sequence[next];
  }
  Batch batch;
  batch["input_ids"] = ids;
  batch["shift_labels"] = labels;
  if (has_prefix_) {
    // As such a model writes: what it is given is read both ways.
    const auto known = static_cast<std::int64_t>(window.first - window.begin);
    batch["prefix_lengths"] = Tensor::from({1}, std::vector<std::int64_t>{known});
  }
  ForwardContext context;
  context.logits = false;
  const ModelOutput output = model_.forward(batch, context);
  return -static_cast<double>(output.loss.item()) * static_cast<double>(output.num_targets);
}

}  // namespace graft
