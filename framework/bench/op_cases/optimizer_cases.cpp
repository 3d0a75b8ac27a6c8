#include <utility>

#include "framework/bench/op_cases/case_parts.h"
#include "framework/bench/op_cases/groups.h"
#include "graft/ops/optimizer_step.h"

namespace graft {

namespace {

constexpr std::int64_t kLayers = 12;

/// The shapes of the parameters of GPT-2 with 124 million of them.
std::vector<Shape> parameter_shapes(std::int64_t vocab_size, std::int64_t num_layers) {
  std::vector<Shape> shapes = {{vocab_size, kHidden}, {1024, kHidden}, {kHidden}, {kHidden}};
  for (std::int64_t layer = 0; layer < num_layers; ++layer) {
    for (const std::int64_t out : {3 * kHidden, kHidden, 4 * kHidden}) {
      shapes.push_back({kHidden, out});
      shapes.push_back({out});
    }
    shapes.push_back({4 * kHidden, kHidden});
    for (int i = 0; i < 5; ++i) shapes.push_back({kHidden});
  }
  return shapes;
}

}  // namespace

// Parameters, gradients and moments are f32 in every precision.
std::vector<OpCase> optimizer_cases(const OpCaseOptions& options) {
  const std::vector<Shape> shapes = parameter_shapes(options.vocab_size(), options.shrunk(kLayers));
  double count = 0;
  for (const Shape& shape : shapes) count += static_cast<double>(element_count(shape));
  const std::string text =
      std::to_string(static_cast<std::int64_t>(count)) + " in " + std::to_string(shapes.size());

  // All four are read, three written.
  OpCase step = stream_case("adamw_step", text, DType::kFloat32, 7 * count, 0);
  step.prepare = [shapes] {
    std::vector<AdamwParameter> parameters;
    for (const Shape& shape : shapes) {
      parameters.push_back({Tensor::full(shape, 1.0f), Tensor::full(shape, 0.5f),
                            Tensor::full(shape, 0.25f), Tensor::full(shape, 0.125f)});
    }
    return PreparedOp{{}, [parameters] {
                        adamw_step(parameters, {});
                        return std::vector<Tensor>();
                      }};
  };
  OpCase norm = stream_case("squared_norm", text, DType::kFloat32, count, 0);
  norm.prepare = [shapes] {
    std::vector<Tensor> gradients;
    for (const Shape& shape : shapes) gradients.push_back(Tensor::full(shape, 0.5f));
    return PreparedOp{{}, [gradients] {
                        squared_norms(gradients);
                        return std::vector<Tensor>();
                      }};
  };
  return {std::move(step), std::move(norm)};
}

}  // namespace graft
