#include "backbone.h"

#include <string>

#include "graft/error.h"

namespace graft {

namespace {

Tensor mask_of(const Batch& batch) {
  const Tensor* mask = batch.find("attention_mask");
  return mask == nullptr ? Tensor() : *mask;
}

void require_mask(const char* ids_name, const Tensor& ids, const Tensor& mask) {
  if (!mask.defined() || (mask.shape() == ids.shape() && mask.dtype() == DType::kInt64)) return;
  throw InputError("bad-shape", std::string("the mask of ") + ids_name + ": expected i64 " +
                                    to_string(ids.shape()) + ", got " + name_of(mask.dtype()) +
                                    " " + to_string(mask.shape()));
}

}  // namespace

Backbone::Backbone(const EncoderDecoderOptions& options, Rng& rng)
    : shared_(options.vocab_size, options.hidden_size, options.initializer_factor, rng),
      encoder_(options, StackKind::kEncoder, rng) {
  register_module("shared", shared_);
  register_module("encoder", encoder_);
  if (options.encoder_only) return;
  decoder_ = std::make_unique<Stack>(options, StackKind::kDecoder, rng);
  register_module("decoder", *decoder_);
}

Tensor Backbone::embed(const char* name, const Tensor& ids, ForwardContext& context) const {
  if (ids.rank() != 2 || ids.numel() == 0 || ids.dtype() != DType::kInt64) {
    throw InputError("bad-shape", std::string(name) + ": expected i64 [batch, seq] with at least " +
                                      "one token, got " + name_of(ids.dtype()) + " " +
                                      to_string(ids.shape()));
  }
  return shared_.forward(ids, context);
}

Stack::Output Backbone::encode(const Batch& batch, ForwardContext& context) const {
  const Tensor& input_ids = batch.at("input_ids");
  StackInput input;
  input.embeddings = embed("input_ids", input_ids, context);
  input.attention_mask = mask_of(batch);
  require_mask("input_ids", input_ids, input.attention_mask);
  return encoder_.forward(input, context);
}

Source Backbone::source(const Tensor& encoder_last_hidden_state, const Batch& batch,
                        ForwardContext& context) const {
  return decoder_->source(encoder_last_hidden_state, mask_of(batch), context);
}

Stack::Output Backbone::decode(const Tensor& decoder_input_ids, const Tensor& attention_mask,
                               const Source& source, KvCache* cache,
                               ForwardContext& context) const {
  StackInput input;
  input.embeddings = embed("decoder_input_ids", decoder_input_ids, context);
  input.attention_mask = attention_mask;
  require_mask("decoder_input_ids", decoder_input_ids, attention_mask);
  if (decoder_input_ids.dim(0) != source.blocks.front().key.dim(0)) {
    throw InputError("bad-shape", "decoder_input_ids " + to_string(decoder_input_ids.shape()) +
                                      " for " + std::to_string(source.blocks.front().key.dim(0)) +
                                      " rows of source text");
  }
  input.source = &source;
  input.cache = cache;
  return decoder_->forward(input, context);
}

}  // namespace graft
