#include "text_transformer.h"

#include <algorithm>
#include <string>

#include "graft/error.h"
#include "graft/ops/elementwise.h"
#include "graft/ops/embedding.h"
#include "graft/ops/shape.h"

namespace graft {

namespace {

void require_tokens(const Tensor& input_ids, std::int64_t max_positions) {
  if (input_ids.rank() != 2 || input_ids.numel() == 0 || input_ids.dtype() != DType::kInt64) {
    throw InputError("bad-shape", std::string("input_ids ") + name_of(input_ids.dtype()) + " " +
                                      to_string(input_ids.shape()) +
                                      " must be i64 [batch, seq] with at least one token");
  }
  if (input_ids.dim(1) <= max_positions) return;
  throw InputError("too-many-positions",
                   "the text takes " + std::to_string(input_ids.dim(1)) +
                       " positions, but the model has " + std::to_string(max_positions),
                   "shorten the text, or build the model with a larger max_positions");
}

}  // namespace

TextEmbeddings::TextEmbeddings(std::int64_t vocab_size, std::int64_t max_positions,
                               const TowerOptions& options, Rng& rng)
    : token_embedding_(vocab_size, options.hidden_size,
                       options.initializer_range * options.initializer_factor, rng),
      position_embedding_(register_parameter(
          "position_embedding.weight",
          random_normal({max_positions, options.hidden_size}, rng,
                        options.initializer_range * options.initializer_factor))) {
  register_module("token_embedding", token_embedding_);
}

Tensor TextEmbeddings::forward(const Tensor& input_ids, const Tensor* position_ids,
                               ForwardContext& context) const {
  const Tensor tokens = token_embedding_.forward(input_ids, context);
  if (position_ids == nullptr) {
    return add(tokens, slice(position_embedding_, 0, 0, input_ids.dim(1)));
  }
  if (position_ids->shape() != input_ids.shape()) {
    throw InputError("bad-shape", "position_ids " + to_string(position_ids->shape()) +
                                      " and input_ids " + to_string(input_ids.shape()) +
                                      " must have the same shape");
  }
  return add(tokens, embedding(*position_ids, position_embedding_));
}

TextTransformer::TextTransformer(std::int64_t vocab_size, std::int64_t max_positions,
                                 const TowerOptions& options, Rng& rng)
    : embeddings_(vocab_size, max_positions, options, rng),
      encoder_(options, rng),
      final_norm_(options.hidden_size, options.layer_norm_epsilon) {
  register_module("embeddings", embeddings_);
  register_module("encoder", encoder_);
  register_module("final_layer_norm", final_norm_);
}

Encoder::Output TextTransformer::forward(const Batch& batch, ForwardContext& context) const {
  const Tensor& input_ids = batch.at("input_ids");
  require_tokens(input_ids, embeddings_.max_positions());
  Encoder::Input input;
  input.embedded = embeddings_.forward(input_ids, batch.find("position_ids"), context);
  if (const Tensor* mask = batch.find("attention_mask")) input.attention_mask = *mask;
  input.causal = true;
  input.num_layers = encoder_.num_layers();
  Encoder::Output output = encoder_.forward(input, context);
  output.last_hidden_state = final_norm_.forward(output.last_hidden_state);
  return output;
}

std::vector<std::int64_t> first_end_of_text(const Tensor& input_ids, std::int64_t eos_token_id) {
  std::vector<std::int64_t> positions;
  const std::int64_t seq = input_ids.dim(1);
  for (std::int64_t start = 0; start < input_ids.numel(); start += seq) {
    const std::int64_t* const row = input_ids.data<std::int64_t>() + start;
    const std::int64_t* const found = std::find(row, row + seq, eos_token_id);
    positions.push_back(found == row + seq ? start : start + (found - row));
  }
  return positions;
}

std::vector<std::int64_t> first_highest_id(const Tensor& input_ids) {
  std::vector<std::int64_t> positions;
  const std::int64_t seq = input_ids.dim(1);
  for (std::int64_t start = 0; start < input_ids.numel(); start += seq) {
    const std::int64_t* const row = input_ids.data<std::int64_t>() + start;
    positions.push_back(start + (std::max_element(row, row + seq) - row));
  }
  return positions;
}

}  // namespace graft
