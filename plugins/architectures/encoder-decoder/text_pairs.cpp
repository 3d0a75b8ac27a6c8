#include "text_pairs.h"

#include <algorithm>
#include <string>

#include "graft/error.h"

namespace graft {

namespace {

/// One part of every pair, filled up to the longest.
Tensor filled(const std::vector<TextPair>& pairs, std::vector<std::int64_t> TextPair::*part,
              std::int64_t filling) {
  std::size_t longest = 0;
  for (const TextPair& pair : pairs) longest = std::max(longest, (pair.*part).size());
  Tensor result({static_cast<std::int64_t>(pairs.size()), static_cast<std::int64_t>(longest)},
                DType::kInt64);
  std::fill_n(result.data<std::int64_t>(), result.numel(), filling);
  std::int64_t* row = result.data<std::int64_t>();
  for (const TextPair& pair : pairs) {
    std::copy((pair.*part).begin(), (pair.*part).end(), row);
    row += longest;
  }
  return result;
}

}  // namespace

Batch padded_batch(const std::vector<TextPair>& pairs, std::int64_t padding_id) {
  Batch batch;
  const Tensor input_ids = filled(pairs, &TextPair::input, padding_id);
  Tensor mask = Tensor::zeros(input_ids.shape(), DType::kInt64);
  for (std::size_t row = 0; row < pairs.size(); ++row) {
    std::fill_n(mask.data<std::int64_t>() + static_cast<std::int64_t>(row) * mask.dim(1),
                pairs[row].input.size(), std::int64_t{1});
  }
  batch["input_ids"] = input_ids;
  batch["attention_mask"] = mask;
  batch["labels"] = filled(pairs, &TextPair::target, kIgnoreIndex);
  return batch;
}

Tensor shifted_right(const Tensor& labels, std::int64_t start_id, std::int64_t padding_id) {
  if (labels.rank() != 2 || labels.numel() == 0 || labels.dtype() != DType::kInt64) {
    throw InputError("bad-shape", std::string("labels: expected i64 [batch, seq] with at least ") +
                                      "one token, got " + name_of(labels.dtype()) + " " +
                                      to_string(labels.shape()));
  }
  Tensor shifted(labels.shape(), DType::kInt64);
  const std::int64_t seq = labels.dim(1);
  const std::int64_t* from = labels.data<std::int64_t>();
  std::int64_t* to = shifted.data<std::int64_t>();
  for (std::int64_t row = 0; row < labels.dim(0); ++row, from += seq) {
    *to++ = start_id;
    to = std::replace_copy(from, from + seq - 1, to, kIgnoreIndex, padding_id);
  }
  return shifted;
}

}  // namespace graft
