#include "classification_head.h"

#include <cmath>
#include <string>
#include <vector>

#include "graft/error.h"
#include "graft/ops/activation.h"
#include "graft/ops/dropout.h"
#include "graft/ops/shape.h"

namespace graft {

Linear::Init head_init(const EncoderDecoderOptions& options) {
  const auto width = static_cast<float>(options.hidden_size);
  return {.standard_deviation = options.initializer_factor / std::sqrt(width), .bias = true};
}

ClassificationHead::ClassificationHead(const EncoderDecoderOptions& options,
                                       std::int64_t num_labels, Rng& rng)
    : dropout_(options.classifier_dropout),
      dense_(options.hidden_size, options.hidden_size, head_init(options), rng),
      out_proj_(options.hidden_size, num_labels, head_init(options), rng) {
  register_module("dense", dense_);
  register_module("out_proj", out_proj_);
}

Tensor ClassificationHead::forward(const Tensor& pooled, ForwardContext& context) const {
  const Tensor dense =
      dense_.forward_activated(dropout(pooled, dropout_, context), Activation::kTanh, context);
  return out_proj_.forward(dropout(dense, dropout_, context), context);
}

Tensor pool_last_end(const Tensor& hidden_states, const Batch& batch,
                     const EncoderDecoderOptions& options) {
  if (!options.eos_token_id) {
    throw InputError("missing-token",
                     "the classifier reads the end-of-sequence token of a text, and knows none",
                     "set eos_token_id");
  }
  const std::int64_t end = *options.eos_token_id;
  const Tensor& input_ids = batch.at("input_ids");
  const Tensor* mask =
      options.pad_token_id == options.eos_token_id ? batch.find("attention_mask") : nullptr;
  const std::int64_t seq = input_ids.dim(1);
  if (hidden_states.dim(1) != seq) {
    throw InputError("bad-shape",
                     "decoder_input_ids have " + std::to_string(hidden_states.dim(1)) +
                         " tokens a row and input_ids " + std::to_string(seq) +
                         ", a classifier needs as many",
                     "leave decoder_input_ids out");
  }
  std::vector<std::int64_t> places;
  std::int64_t ends_of_first = 0;
  for (std::int64_t row = 0; row < input_ids.dim(0); ++row) {
    std::int64_t ends = 0;
    std::int64_t last = 0;
    for (std::int64_t i = row * seq; i < (row + 1) * seq; ++i) {
      if (input_ids.data<std::int64_t>()[i] != end) continue;
      if (mask != nullptr && mask->data<std::int64_t>()[i] == 0) continue;
      ++ends;
      last = i;
    }
    if (row == 0) ends_of_first = ends;
    if (ends == 0 || ends != ends_of_first) {
      throw InputError("missing-token",
                       "row " + std::to_string(row) + " of input_ids has " + std::to_string(ends) +
                           " end-of-sequence tokens (" + std::to_string(end) + ")" +
                           (ends == 0 ? "" : ", row 0 has " + std::to_string(ends_of_first)) +
                           ", of which a classifier reads the last",
                       "end every text with exactly one");
    }
    places.push_back(last);
  }
  return select_rows(reshape(hidden_states, {-1, hidden_states.dim(2)}), places);
}

}  // namespace graft
