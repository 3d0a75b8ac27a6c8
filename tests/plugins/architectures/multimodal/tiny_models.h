#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "graft/file.h"
#include "graft/json.h"
#include "plugins/architectures/multimodal/clip_model.h"
#include "plugins/architectures/multimodal/image_conditioned_model.h"

namespace graft::tests {

/// What `make_reference.py` wrote beside this file about one model.
inline Value reference(const std::string& model) {
  const std::string path =
      GRAFT_SOURCE_DIR "/tests/plugins/architectures/multimodal/reference.json";
  return parse_json(read_file(path), path).at(model);
}

inline ClipOptions tiny_clip_options() {
  ClipOptions options;
  options.hidden_size = 8;
  options.num_layers = 2;
  options.num_heads = 2;
  options.intermediate_size = 12;
  options.max_positions = 6;
  options.vocab_size = 11;
  options.activation = "gelu";
  options.vision_hidden_size = 12;
  options.vision_num_heads = 3;
  options.vision_intermediate_size = 20;
  options.image_size = 7;
  options.patch_size = 3;
  options.projection_size = 5;
  options.bos_token_id = 1;
  options.eos_token_id = 9;
  options.pad_token_id = 0;
  return options;
}

inline ImageConditionedOptions tiny_image_conditioned_options() {
  ImageConditionedOptions options;
  options.hidden_size = 8;
  options.num_layers = 2;
  options.num_heads = 4;
  options.num_key_value_heads = 2;
  options.intermediate_size = 10;
  options.max_positions = 16;
  options.vocab_size = 11;
  options.vision_hidden_size = 12;
  options.vision_num_heads = 3;
  options.vision_intermediate_size = 20;
  options.vision_activation = "gelu";
  options.vision_feature_layer = -2;
  options.image_size = 7;
  options.patch_size = 3;
  options.image_token_id = 10;
  return options;
}

inline HeadSpec three_classes() {
  return HeadSpec{HeadKind::kImageClassification, {"a", "b", "c"}, "single_label_classification"};
}

inline std::unique_ptr<ClipModel> tiny_clip(const ClipOptions& options = tiny_clip_options(),
                                            const HeadSpec& head = {}) {
  Rng rng(7);
  return std::make_unique<ClipModel>(options, head, rng);
}

inline std::unique_ptr<ImageConditionedModel> tiny_image_conditioned(
    const ImageConditionedOptions& options = tiny_image_conditioned_options()) {
  Rng rng(7);
  return std::make_unique<ImageConditionedModel>(options, HeadSpec{}, rng);
}

/// Gives every parameter the sines that `make_reference.py` uses.
inline void fill_with_sines(const Module& model) {
  std::vector<NamedParameter> parameters = model.parameters();
  std::sort(parameters.begin(), parameters.end(),
            [](const auto& left, const auto& right) { return left.name < right.name; });
  for (std::size_t k = 0; k < parameters.size(); ++k) {
    Tensor tensor = parameters[k].tensor;
    const std::string& name = parameters[k].name;
    const bool is_gain = name.find("norm") != std::string::npos && name.ends_with("weight");
    for (std::int64_t i = 0; i < tensor.numel(); ++i) {
      const auto index = static_cast<double>(i);
      const double angle = 1.3 * static_cast<double>(k) + 0.7 * index + 0.011 * index * index + 0.1;
      tensor.data<float>()[i] = static_cast<float>(0.3 * std::sin(angle) + (is_gain ? 1.0 : 0.0));
    }
  }
}

/// The images of the reference, `count` at most 2 of them.
inline Tensor tiny_images(std::int64_t count = 2, std::int64_t size = 7) {
  Tensor images({count, 3, size, size});
  for (std::int64_t i = 0; i < images.numel(); ++i) {
    const auto index = static_cast<double>(i);
    images.data<float>()[i] = static_cast<float>(std::sin(0.013 * index * index + 0.3));
  }
  return images;
}

inline Tensor ids(std::int64_t rows, const std::vector<std::int64_t>& values) {
  return Tensor::from({rows, static_cast<std::int64_t>(values.size()) / rows}, values);
}

inline std::vector<std::int64_t> values_of(const Tensor& tensor) {
  const std::int64_t* const begin = tensor.data<std::int64_t>();
  return {begin, begin + tensor.numel()};
}

/// Tokens 0 to 10 with these special ones.
inline TokenTraits tiny_tokens(std::optional<std::int64_t> bos, std::optional<std::int64_t> eos,
                               std::optional<std::int64_t> pad) {
  TokenTraits tokens;
  tokens.special.bos = bos;
  tokens.special.eos = eos;
  tokens.special.pad = pad;
  tokens.vocab_size = 11;
  return tokens;
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

/// Row `position` of the sequence in `row`.
inline Tensor at(const Tensor& hidden, std::int64_t row, std::int64_t position) {
  const std::int64_t index = row * hidden.dim(1) + position;
  return hidden.view({-1, hidden.dim(2)}).view_rows(index, index + 1);
}

/// Checks loss and gradients of a model full of sines against the reference.
inline void check_against_reference(Architecture& model, const Batch& batch,
                                    const std::string& name, const Tensor& logits,
                                    const Tensor& loss) {
  const Value expected = reference(name);
  BOOST_TEST(loss.item() == expected.at("loss").as_double(), boost::test_tools::tolerance(1e-5));
  const Value::List& wanted = expected.at("logits").as_list();
  BOOST_TEST_REQUIRE(static_cast<std::size_t>(logits.numel()) == wanted.size());
  const Tensor* const mask = batch.find("attention_mask");
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (mask != nullptr && wanted[i].as_double() == 0.0) continue;  // padding
    BOOST_TEST(std::fabs(logits.data<float>()[i] - wanted[i].as_double()) < 1e-5);
  }
  backward(loss);
  for (const NamedParameter& parameter : model.parameters()) {
    double derivative = 0.0;
    for (std::int64_t i = 0; parameter.tensor.grad().defined() && i < parameter.tensor.numel();
         ++i) {
      derivative += static_cast<double>(parameter.tensor.grad().data<float>()[i]) *
                    std::cos(0.3 * static_cast<double>(i));
    }
    const double exact = expected.at("derivatives").at(parameter.name).as_double();
    BOOST_TEST(std::fabs(derivative - exact) < 2e-5,
               parameter.name << ": " << derivative << ", expected " << exact);
  }
  BOOST_TEST(model.parameters().size() == expected.at("derivatives").size());
}

}  // namespace graft::tests
