#include "graft/nn/decoder_positions.h"

#include <algorithm>
#include <string>

#include "graft/error.h"
#include "graft/ops/shape.h"

namespace graft {

namespace {

void require_shape(const char* name, const Tensor& tensor, const Shape& shape) {
  if (!tensor.defined()) return;
  if (tensor.shape() == shape && tensor.dtype() == DType::kInt64) return;
  throw InputError("bad-shape", std::string(name) + " " + to_string(tensor.shape()) +
                                    " and input_ids " + to_string(shape) +
                                    " must have the same shape");
}

Tensor counted(std::int64_t start, std::int64_t seq) {
  Tensor ids({seq}, DType::kInt64);
  for (std::int64_t i = 0; i < seq; ++i) ids.data<std::int64_t>()[i] = start + i;
  return ids;
}

/// The mask with `count` positions that are always seen in front.
Tensor behind_prefix(const Tensor& mask, std::int64_t count) {
  if (!mask.defined() || count == 0) return mask;
  Tensor seen({mask.dim(0), count}, DType::kInt64);
  std::fill_n(seen.data<std::int64_t>(), seen.numel(), std::int64_t{1});
  return concat({seen, mask}, 1);
}

Tensor behind_learned(const Tensor& lengths, std::int64_t count) {
  if (!lengths.defined() || count == 0) return lengths;
  Tensor longer = lengths.clone();
  for (std::int64_t i = 0; i < longer.numel(); ++i) longer.data<std::int64_t>()[i] += count;
  return longer;
}

bool is_all_real(const Tensor& mask) {
  const std::int64_t* const begin = mask.data<std::int64_t>();
  return std::all_of(begin, begin + mask.numel(), [](std::int64_t value) { return value != 0; });
}

}  // namespace

DecoderPositions decoder_positions(const DecoderInput& input) {
  const Shape shape = {input.batch, input.seq};
  require_shape("attention_mask", input.attention_mask, shape);
  const bool is_same_for_all =
      input.position_ids.defined() && input.position_ids.shape() == Shape{1, input.seq};
  if (!is_same_for_all) require_shape("position_ids", input.position_ids, shape);
  const std::int64_t past = input.cache == nullptr ? 0 : input.cache->length();
  const std::int64_t end = past + input.prefix_length + input.seq;
  if (input.max_positions > 0 && end > input.max_positions) {
    throw InputError("too-many-positions",
                     "the sequence takes " + std::to_string(end) +
                         " positions, but the model has " + std::to_string(input.max_positions),
                     "shorten the text, or build the model with a larger max_positions");
  }
  DecoderPositions result;
  result.prefix_lengths = behind_learned(input.prefix_lengths, input.prefix_length);
  if (input.cache == nullptr) {
    result.position_ids = counted(input.prefix_length, input.seq);
    if (input.attention_mask.defined() && !is_all_real(input.attention_mask)) {
      result.key_mask = behind_prefix(input.attention_mask, input.prefix_length);
    }
  } else {
    const Tensor mask = behind_prefix(input.attention_mask, input.prefix_length);
    const Tensor places =
        input.cache->append_mask(mask, input.batch, input.prefix_length + input.seq);
    result.position_ids = slice(places, -1, input.prefix_length, input.prefix_length + input.seq);
    result.key_mask = input.cache->key_mask;
  }
  if (input.position_ids.defined()) result.position_ids = input.position_ids;
  if (is_same_for_all) result.position_ids = input.position_ids.view({input.seq});
  return result;
}

}  // namespace graft
