#include "framework/evaluate/continuation_scorer.h"

#include <algorithm>
#include <numeric>
#include <string>

#include "framework/data/model_text.h"
#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/ops/shape.h"
#include "graft/ops/softmax.h"

namespace graft {

namespace {

std::int64_t length_of(const ContinuationItem& item) {
  // The last token is predicted and never read.
  return static_cast<std::int64_t>(item.context.size() + item.continuation.size()) - 1;
}

Batch make_batch(const std::vector<ContinuationItem>& items, const std::vector<std::size_t>& chosen,
                 std::int64_t seq, std::int64_t pad_id, bool has_prefix) {
  const auto rows = static_cast<std::int64_t>(chosen.size());
  Tensor ids({rows, seq}, DType::kInt64);
  Tensor mask = Tensor::zeros({rows, seq}, DType::kInt64);
  std::fill_n(ids.data<std::int64_t>(), ids.numel(), pad_id);
  std::vector<std::int64_t> prefix_lengths;
  for (std::int64_t row = 0; row < rows; ++row) {
    const ContinuationItem& item = items[chosen[static_cast<std::size_t>(row)]];
    std::int64_t* out = ids.data<std::int64_t>() + row * seq;
    out = std::copy(item.context.begin(), item.context.end(), out);
    std::copy(item.continuation.begin(), item.continuation.end() - 1, out);
    std::fill_n(mask.data<std::int64_t>() + row * seq, length_of(item), 1);
    prefix_lengths.push_back(std::ssize(item.context));
  }
  Batch batch;
  batch["input_ids"] = ids;
  batch["attention_mask"] = mask;
  if (has_prefix) batch["prefix_lengths"] = Tensor::from({rows}, prefix_lengths);
  return batch;
}

}  // namespace

std::vector<double> continuation_logprobs(Autoregressive& model,
                                          const std::vector<ContinuationItem>& items,
                                          std::int64_t batch_size, const Tokenizer& tokenizer) {
  const NoGradient no_gradient;
  const std::int64_t pad_id = padding_id(tokenizer);
  const bool has_prefix = reads_prefix_both_ways(model, token_traits(tokenizer));
  std::vector<std::size_t> order(items.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&items](std::size_t left, std::size_t right) {
    return length_of(items[left]) < length_of(items[right]);
  });
  if (!order.empty() && length_of(items[order.back()]) > model.max_positions()) {
    throw InputError("too-long", "a prompt and its continuation have " +
                                     std::to_string(length_of(items[order.back()])) +
                                     " tokens, the model has " +
                                     std::to_string(model.max_positions()) + " positions");
  }
  std::vector<double> result(items.size());
  const auto step = static_cast<std::size_t>(batch_size);
  for (std::size_t first = 0; first < order.size(); first += step) {
    const std::vector<std::size_t> chosen(
        order.begin() + static_cast<std::ptrdiff_t>(first),
        order.begin() + static_cast<std::ptrdiff_t>(std::min(first + step, order.size())));
    const std::int64_t seq = length_of(items[chosen.back()]);
    ForwardContext context;
    const Tensor logits =
        model.forward(make_batch(items, chosen, seq, pad_id, has_prefix), context).logits;
    const std::int64_t vocab = logits.dim(2);
    // Only the positions that predict a continuation's token are normalised.
    std::vector<std::int64_t> rows;
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      const ContinuationItem& item = items[chosen[i]];
      for (std::size_t k = 0; k < item.continuation.size(); ++k) {
        rows.push_back(static_cast<std::int64_t>(i) * seq +
                       static_cast<std::int64_t>(item.context.size() + k) - 1);
      }
    }
    const Tensor logprobs = log_softmax(select_rows(logits.view({-1, vocab}), rows));
    const float* row = logprobs.data<float>();
    for (const std::size_t index : chosen) {
      for (const std::int64_t token : items[index].continuation) {
        result[index] += static_cast<double>(row[token]);
        row += vocab;
      }
    }
  }
  return result;
}

}  // namespace graft
