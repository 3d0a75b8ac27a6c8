#include "backbone.h"

#include <algorithm>
#include <string>

#include "graft/error.h"
#include "graft/nn/checkpoint_block.h"
#include "graft/ops/activation.h"
#include "graft/ops/shape.h"

namespace graft {

namespace {

/// The attention mask; undefined where every position is seen.
Tensor attention_mask(const Batch& batch) {
  const Tensor* const mask = batch.find("attention_mask");
  if (mask == nullptr) return Tensor();
  const Shape& shape = batch.at("input_ids").shape();
  if (mask->shape() != shape) {
    throw InputError("bad-shape", "attention_mask " + to_string(mask->shape()) + " and input_ids " +
                                      to_string(shape) + " must have the same shape");
  }
  const std::int64_t* const begin = mask->data<std::int64_t>();
  const bool hides_nothing = std::find(begin, begin + mask->numel(), 0) == begin + mask->numel();
  return hides_nothing ? Tensor() : *mask;
}

}  // namespace

Backbone::Backbone(const AutoencodingOptions& options, bool has_pooler, Rng& rng)
    : embeddings_(options, rng) {
  register_module("embeddings", embeddings_);
  for (std::int64_t layer = 0; layer < options.num_layers; ++layer) {
    layers_.push_back(std::make_unique<EncoderLayer>(options, rng));
    register_module("encoder.layer." + std::to_string(layer), *layers_.back(), Part::kBlock);
  }
  if (!has_pooler) return;
  pooler_ =
      std::make_unique<Linear>(options.hidden_size, options.hidden_size,
                               Linear::Init{.standard_deviation = options.initializer_range}, rng);
  register_module("pooler.dense", *pooler_, Part::kPooler);
}

Backbone::Output Backbone::forward(const Batch& batch, ForwardContext& context) const {
  Tensor hidden_states = embeddings_.forward(batch, context);
  const Tensor mask = attention_mask(batch);
  Output output;
  for (const auto& layer : layers_) {
    if (context.hidden_states) output.hidden_states.push_back(hidden_states);
    hidden_states =
        checkpoint_block(hidden_states, {}, context,
                         [&layer = *layer, mask](const Tensor& hidden, const std::vector<KeyValue>&,
                                                 ForwardContext& again) {
                           return layer.forward(hidden, mask, again);
                         });
  }
  if (context.hidden_states) output.hidden_states.push_back(hidden_states);
  output.last_hidden_state = hidden_states;
  if (pooler_) {
    const Tensor first =
        reshape(slice(hidden_states, 1, 0, 1), {hidden_states.dim(0), hidden_states.dim(2)});
    output.pooler_output = pooler_->forward_activated(first, Activation::kTanh, context);
  }
  return output;
}

}  // namespace graft
