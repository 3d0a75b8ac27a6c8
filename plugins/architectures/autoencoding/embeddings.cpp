#include "embeddings.h"

#include <string>

#include "graft/error.h"
#include "graft/ops/dropout.h"
#include "graft/ops/elementwise.h"

namespace graft {

namespace {

Tensor counted(std::int64_t seq) {
  Tensor ids({seq}, DType::kInt64);
  for (std::int64_t i = 0; i < seq; ++i) ids.data<std::int64_t>()[i] = i;
  return ids;
}

/// The field, if the batch has it, in the shape of `input_ids`.
const Tensor* field(const Batch& batch, const char* name, const Shape& shape) {
  const Tensor* const tensor = batch.find(name);
  if (tensor == nullptr || tensor->shape() == shape) return tensor;
  throw InputError("bad-shape", std::string(name) + " " + to_string(tensor->shape()) +
                                    " and input_ids " + to_string(shape) +
                                    " must have the same shape");
}

/// Where tokens stand: [batch, seq], or [seq] where that is the same in all rows.
Tensor position_ids(const Batch& batch, const Shape& shape) {
  const Tensor* const given = batch.find("position_ids");
  if (given == nullptr) return counted(shape[1]);
  if (given->shape() == Shape{1, shape[1]}) return given->view({shape[1]});
  return *field(batch, "position_ids", shape);
}

}  // namespace

Embeddings::Embeddings(const AutoencodingOptions& options, Rng& rng)
    : dropout_(options.dropout),
      words_(options.vocab_size, options.hidden_size, options.initializer_range, rng,
             options.pad_token_id.value_or(kNoPadding)),
      positions_(options.max_positions, options.hidden_size, options.initializer_range, rng),
      types_(options.type_vocab_size, options.hidden_size, options.initializer_range, rng),
      norm_(options.hidden_size, options.layer_norm_epsilon) {
  register_module("word_embeddings", words_);
  register_module("position_embeddings", positions_);
  register_module("token_type_embeddings", types_);
  register_module("LayerNorm", norm_);
}

Tensor Embeddings::forward(const Batch& batch, ForwardContext& context) const {
  const Tensor& input_ids = batch.at("input_ids");
  if (input_ids.rank() != 2 || input_ids.numel() == 0) {
    throw InputError("bad-shape", "input_ids " + to_string(input_ids.shape()) +
                                      " must be [batch, seq] with at least one token");
  }
  const std::int64_t seq = input_ids.dim(1);
  const std::int64_t max_positions = positions_.point.in_features();
  if (seq > max_positions) {
    throw InputError("too-many-positions",
                     "the sequence takes " + std::to_string(seq) +
                         " positions, but the model has " + std::to_string(max_positions),
                     "shorten the text, or build the model with a larger max_positions");
  }
  const Tensor* const types = field(batch, "token_type_ids", input_ids.shape());
  const Tensor positions = position_ids(batch, input_ids.shape());
  const Tensor type_ids =
      types != nullptr ? *types : Tensor::zeros(input_ids.shape(), DType::kInt64);
  const Tensor tokens = words_.forward(input_ids, context);
  const Tensor typed = add(tokens, types_.forward(type_ids, context));
  const Tensor placed = add(typed, positions_.forward(positions, context));
  return dropout(norm_.forward(placed), dropout_, context);
}

}  // namespace graft
