#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "graft/ops/optimizer_step.h"
#include "plugins/architectures/encoder-decoder/text_to_text_model.h"

namespace graft::tests {

inline EncoderDecoderOptions tiny_options() {
  EncoderDecoderOptions options;
  options.hidden_size = 10;
  options.intermediate_size = 14;
  options.num_layers = 2;
  options.num_decoder_layers = 3;
  options.num_heads = 3;
  options.head_size = 4;
  options.num_buckets = 6;
  options.max_distance = 9;
  options.vocab_size = 23;
  options.eos_token_id = 1;
  options.pad_token_id = 0;
  return options;
}

inline std::unique_ptr<TextToTextModel> tiny_model(
    const EncoderDecoderOptions& options = tiny_options(), const HeadSpec& head = {}) {
  Rng rng(7);
  return std::make_unique<TextToTextModel>(options, head, rng);
}

inline HeadSpec three_classes() {
  return HeadSpec{
      HeadKind::kSequenceClassification, {"a", "b", "c"}, "single_label_classification"};
}

inline Tensor ids(std::int64_t rows, const std::vector<std::int64_t>& values) {
  return Tensor::from({rows, static_cast<std::int64_t>(values.size()) / rows}, values);
}

inline ModelOutput pass(TextToTextModel& model, const Batch& batch) {
  ForwardContext context;
  context.hidden_states = true;
  return model.forward(batch, context);
}

/// Largest difference between values of two tensors of equal size.
inline float difference(const Tensor& left, const Tensor& right) {
  BOOST_TEST_REQUIRE(left.numel() == right.numel());
  float largest = 0.0f;
  for (std::int64_t i = 0; i < left.numel(); ++i) {
    largest = std::max(largest, std::fabs(left.data<float>()[i] - right.data<float>()[i]));
  }
  return largest;
}

/// What two ways to the same values may differ by: 1e-5 of the largest, and of 1 at least.
inline float bound(const Tensor& values) {
  float largest = 1.0f;
  for (std::int64_t i = 0; i < values.numel(); ++i) {
    largest = std::max(largest, std::fabs(values.data<float>()[i]));
  }
  return 1e-5f * largest;
}

/// The vector at `position` of `row` in [batch, seq, width].
inline Tensor at(const Tensor& values, std::int64_t row, std::int64_t position) {
  const std::int64_t index = row * values.dim(1) + position;
  return values.view({-1, values.dim(2)}).view_rows(index, index + 1);
}

/// Loss after `steps` of AdamW on one batch.
inline float learned_loss(TextToTextModel& model, const Batch& batch, int steps,
                          double learning_rate) {
  const std::vector<NamedParameter> parameters = model.parameters();
  std::vector<Tensor> exp_avg;
  std::vector<Tensor> exp_avg_sq;
  for (const NamedParameter& parameter : parameters) {
    exp_avg.push_back(Tensor::zeros(parameter.tensor.shape()));
    exp_avg_sq.push_back(Tensor::zeros(parameter.tensor.shape()));
  }
  ForwardContext context;
  context.logits = false;
  AdamwStep step;
  step.learning_rate = learning_rate;
  step.weight_decay = 0.0;
  for (step.step = 1; step.step <= steps; ++step.step) {
    backward(model.forward(batch, context).loss);
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      Tensor parameter = parameters[i].tensor;
      adamw_step(parameter, parameter.grad(), exp_avg[i], exp_avg_sq[i], step);
      parameter.clear_grad();
    }
  }
  return model.forward(batch, context).loss.item();
}

/// Compares the gradient of every parameter, along one random direction, with the difference
/// quotient of the loss.
inline void check_loss_gradient(TextToTextModel& model, const Batch& batch) {
  ForwardContext context;
  backward(model.forward(batch, context).loss);
  Rng rng(11);
  for (const NamedParameter& named : model.parameters()) {
    Tensor parameter = named.tensor;
    BOOST_TEST_REQUIRE(parameter.grad().defined(), named.name);
    const Tensor direction = random_normal(parameter.shape(), rng);
    const Tensor before = parameter.clone();
    const auto count = parameter.numel();
    double derivative = 0.0;
    double squares = 0.0;
    for (std::int64_t i = 0; i < count; ++i) {
      const auto along = static_cast<double>(direction.data<float>()[i]);
      derivative += along * static_cast<double>(parameter.grad().data<float>()[i]);
      squares += along * along;
    }
    const double length = std::sqrt(squares);
    const double distance = 4e-3;
    const auto loss_at = [&](double factor) {
      const NoGradient no_gradient;
      for (std::int64_t i = 0; i < count; ++i) {
        parameter.data<float>()[i] =
            before.data<float>()[i] +
            static_cast<float>(factor * distance / length) * direction.data<float>()[i];
      }
      const auto loss = static_cast<double>(model.forward(batch, context).loss.item());
      parameter.copy_from(before);
      return loss;
    };
    // Fourth order: a rounding error of the loss counts a hundredfold, so it decides.
    const double quotient =
        (8.0 * (loss_at(1) - loss_at(-1)) - (loss_at(2) - loss_at(-2))) / (12.0 * distance);
    BOOST_TEST(std::fabs(derivative / length - quotient) < 1e-3,
               named.name << ": " << derivative / length << ", expected " << quotient);
  }
}

}  // namespace graft::tests
