#include "masked_language_head.h"

#include "graft/nn/token_head.h"
#include "graft/ops/linear.h"

namespace graft {

MaskedLanguageHead::MaskedLanguageHead(const AutoencodingOptions& options, Rng& rng)
    : activation_(activation_named(options.activation)),
      transform_(options.hidden_size, options.hidden_size,
                 {.standard_deviation = options.initializer_range}, rng),
      norm_(options.hidden_size, options.layer_norm_epsilon),
      bias_(register_parameter("bias", Tensor::zeros({options.vocab_size}))) {
  register_module("transform.dense", transform_);
  register_module("transform.LayerNorm", norm_);
  if (options.tie_word_embeddings) return;
  decoder_ = register_parameter(
      "decoder.weight",
      random_normal({options.vocab_size, options.hidden_size}, rng, options.initializer_range));
}

Tensor MaskedLanguageHead::transformed(const Tensor& hidden_states, ForwardContext& context) const {
  return norm_.forward(transform_.forward_activated(hidden_states, activation_, context));
}

Tensor MaskedLanguageHead::forward(const Tensor& hidden_states, const Tensor& word_embeddings,
                                   ForwardContext& context) const {
  return linear(transformed(hidden_states, context), decoder(word_embeddings), bias_);
}

CrossEntropy MaskedLanguageHead::loss(const Tensor& hidden_states, const Tensor& word_embeddings,
                                      const Tensor& labels, ForwardContext& context) const {
  const LabelledRows chosen = labelled_rows(hidden_states, labels);
  return linear_cross_entropy(transformed(chosen.rows, context), decoder(word_embeddings), bias_,
                              chosen.labels);
}

}  // namespace graft
