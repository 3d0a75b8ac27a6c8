#include "positions.h"

#include <algorithm>

#include "graft/error.h"
#include "graft/ops/embedding.h"

namespace graft {

PositionTable::PositionTable(std::int64_t max_positions, std::int64_t hidden_size,
                             float standard_deviation, Rng& rng)
    : weight_(register_parameter(
          "weight", random_normal({max_positions, hidden_size}, rng, standard_deviation))) {}

Tensor PositionTable::forward(const Tensor& ids) const { return embedding(ids, weight_); }

namespace {

/// [seq] i64: start, start + 1, …
Tensor counted(std::int64_t start, std::int64_t seq) {
  Tensor ids({seq}, DType::kInt64);
  for (std::int64_t t = 0; t < seq; ++t) ids.data<std::int64_t>()[t] = start + t;
  return ids;
}

}  // namespace

Tensor position_ids(const Batch& batch, std::int64_t start) {
  if (const Tensor* given = batch.find("position_ids")) return *given;
  return counted(start, batch.at("input_ids").dim(1));
}

Tensor key_mask(const Batch& batch, std::int64_t prefix_length) {
  const Tensor* mask = batch.find("attention_mask");
  if (mask == nullptr) return Tensor();
  const Shape& shape = batch.at("input_ids").shape();
  if (mask->shape() != shape) {
    throw InputError("bad-shape", "attention_mask " + to_string(mask->shape()) + " and input_ids " +
                                      to_string(shape) + " must have the same shape");
  }
  const std::int64_t* seen = mask->data<std::int64_t>();
  if (std::all_of(seen, seen + mask->numel(), [](std::int64_t value) { return value == 1; })) {
    return Tensor();
  }
  if (prefix_length == 0) return *mask;
  Tensor longer({shape[0], prefix_length + shape[1]}, DType::kInt64);
  std::int64_t* target = longer.data<std::int64_t>();
  for (std::int64_t row = 0; row < shape[0]; ++row) {
    target = std::fill_n(target, prefix_length, std::int64_t{1});
    target = std::copy_n(seen + row * shape[1], shape[1], target);
  }
  return longer;
}

}  // namespace graft
