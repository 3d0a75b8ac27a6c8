#include "decoding_rows.h"

#include <algorithm>
#include <string>
#include <vector>

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/ops/shape.h"

namespace graft {

namespace {

/// Where in [batch, seq], seen as one list, the columns of each row come from when those whose mask
/// is `first` go first, in their order.
std::vector<std::int64_t> ordered_places(const Tensor& mask, bool real_first) {
  const std::int64_t* const is_real = mask.data<std::int64_t>();
  const std::int64_t seq = mask.dim(1);
  std::vector<std::int64_t> places;
  places.reserve(static_cast<std::size_t>(mask.numel()));
  for (std::int64_t row = 0; row < mask.dim(0); ++row) {
    for (const bool wanted : {real_first, !real_first}) {
      for (std::int64_t i = row * seq; i < (row + 1) * seq; ++i) {
        if ((is_real[i] != 0) == wanted) places.push_back(i);
      }
    }
  }
  return places;
}

/// Whether `places` leave everything where it is.
bool are_in_order(const std::vector<std::int64_t>& places) {
  return std::is_sorted(places.begin(), places.end());
}

/// tensor [batch, seq, …] with its columns from `places`.
Tensor moved(const Tensor& tensor, const std::vector<std::int64_t>& places) {
  const Shape shape = tensor.shape();
  Shape flat = {shape[0] * shape[1]};
  flat.insert(flat.end(), shape.begin() + 2, shape.end());
  return select_rows(tensor.view(flat), places).view(shape);
}

}  // namespace

NewTokens with_real_ones_in_front(const NewTokens& tokens) {
  const Tensor& mask = tokens.attention_mask;
  if (!mask.defined()) return tokens;
  if (mask.shape() != tokens.input_ids.shape() || mask.rank() != 2 ||
      mask.dtype() != DType::kInt64) {
    throw InputError("bad-shape", "attention_mask: expected i64 " +
                                      to_string(tokens.input_ids.shape()) + ", got " +
                                      name_of(mask.dtype()) + " " + to_string(mask.shape()));
  }
  const std::vector<std::int64_t> places = ordered_places(mask, true);
  if (are_in_order(places)) return tokens;
  return {moved(tokens.input_ids, places), moved(mask, places)};
}

void move_padding_to_front(KvCache& cache) {
  if (!cache.key_mask.defined() || cache.length() == 0) return;
  const std::vector<std::int64_t> places = ordered_places(cache.key_mask, false);
  if (are_in_order(places)) return;
  const NoGradient no_gradient;
  for (Tensor& keys : cache.keys) keys = moved(keys, places);
  for (Tensor& values : cache.values) values = moved(values, places);
  cache.key_mask = moved(cache.key_mask, places);
}

}  // namespace graft
