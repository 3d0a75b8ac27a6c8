#include "framework/data/token_rows.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace graft {

void TokenRows::add(ModelText text) {
  ids.push_back(std::move(text.ids));
  if (!text.token_type_ids.empty()) types.push_back(std::move(text.token_type_ids));
}

Batch TokenRows::batch(const std::vector<std::size_t>& inputs, std::int64_t pad_id) const {
  std::size_t longest = 0;
  for (const std::size_t input : inputs) longest = std::max(longest, ids[input].size());
  const Shape shape = {std::ssize(inputs), static_cast<std::int64_t>(longest)};
  Batch batch;
  batch["input_ids"] = Tensor(shape, DType::kInt64);
  batch["attention_mask"] = Tensor::zeros(shape, DType::kInt64);
  std::fill_n(batch["input_ids"].data<std::int64_t>(), shape[0] * shape[1], pad_id);
  if (!types.empty()) batch["token_type_ids"] = Tensor::zeros(shape, DType::kInt64);
  for (std::size_t row = 0; row < inputs.size(); ++row) {
    const auto at = static_cast<std::int64_t>(row) * shape[1];
    const std::vector<std::int64_t>& tokens = ids[inputs[row]];
    std::copy(tokens.begin(), tokens.end(), batch["input_ids"].data<std::int64_t>() + at);
    std::fill_n(batch["attention_mask"].data<std::int64_t>() + at, tokens.size(), std::int64_t{1});
    if (types.empty()) continue;
    const std::vector<std::int64_t>& kinds = types[inputs[row]];
    std::copy(kinds.begin(), kinds.end(), batch["token_type_ids"].data<std::int64_t>() + at);
  }
  return batch;
}

Batch TokenRows::batch(std::int64_t pad_id) const {
  std::vector<std::size_t> all(ids.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return batch(all, pad_id);
}

}  // namespace graft
