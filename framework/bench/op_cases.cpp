#include "framework/bench/op_cases.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "graft/forward_context.h"
#include "graft/ops/activation.h"
#include "graft/ops/attention.h"
#include "graft/ops/cross_entropy.h"
#include "graft/ops/dropout.h"
#include "graft/ops/elementwise.h"
#include "graft/ops/embedding.h"
#include "graft/ops/layer_norm.h"
#include "graft/ops/linear.h"
#include "graft/ops/matmul.h"
#include "graft/ops/optimizer_step.h"
#include "graft/ops/rms_norm.h"
#include "graft/ops/rotary.h"
#include "graft/ops/softmax.h"
#include "graft/random.h"

namespace graft {

namespace {

constexpr std::int64_t kHidden = 768;
constexpr std::int64_t kHeadSize = 64;
constexpr std::int64_t kLayers = 12;

/// A leaf that wants a gradient.
Tensor leaf(Shape shape) {
  Rng rng(1);
  Tensor tensor = random_uniform(std::move(shape), rng, -1.0f, 1.0f);
  tensor.set_requires_grad(true);
  return tensor;
}

/// [count], spread over [0, below).
Tensor spread_ids(std::int64_t count, std::int64_t below) {
  Rng rng(2);
  Tensor ids({count}, DType::kInt64);
  for (std::int64_t i = 0; i < count; ++i) ids.data<std::int64_t>()[i] = rng.below(below);
  return ids;
}

OpWork floats_moved(double count) { return {0.0, 4.0 * count}; }

std::string rows_text(std::int64_t rows, std::int64_t columns) {
  return std::to_string(rows) + " x " + std::to_string(columns);
}

OpCase linear_case(std::int64_t rows, std::int64_t in, std::int64_t out) {
  OpCase result;
  result.op = "linear";
  result.shape = rows_text(rows, in) + " to " + std::to_string(out);
  result.forward.flops = 2.0 * static_cast<double>(rows * in) * static_cast<double>(out);
  result.gradient.flops = 2.0 * result.forward.flops;
  result.prepare = [=] {
    const Tensor input = leaf({rows, in});
    const Tensor weight = leaf({out, in});
    const Tensor bias = leaf({out});
    return PreparedOp{{input, weight, bias}, [=] { return linear(input, weight, bias); }};
  };
  return result;
}

OpCase matmul_case(std::int64_t rows, std::int64_t size) {
  OpCase result;
  result.op = "matmul";
  result.shape = rows_text(rows, size) + " by " + rows_text(size, size);
  result.forward.flops = 2.0 * static_cast<double>(rows * size) * static_cast<double>(size);
  result.gradient.flops = 2.0 * result.forward.flops;
  result.prepare = [=] {
    const Tensor left = leaf({rows, size});
    const Tensor right = leaf({size, size});
    return PreparedOp{{left, right}, [=] { return matmul(left, right); }};
  };
  return result;
}

/// Causal attention has to make the products of each query with the keys up to its own alone.
OpCase attention_case(std::int64_t batch, std::int64_t length, bool causal) {
  const std::int64_t num_heads = kHidden / kHeadSize;
  const auto positions = static_cast<double>(length);
  const double pairs = causal ? positions * (positions + 1) / 2 : positions * positions;
  OpCase result;
  result.op = causal ? "attention, causal" : "attention";
  result.shape = std::to_string(batch) + " x " + rows_text(length, kHidden);
  result.forward.flops =
      2.0 * 2.0 * kHeadSize * pairs * static_cast<double>(batch) * static_cast<double>(num_heads);
  result.gradient.flops = 2.0 * result.forward.flops;
  result.prepare = [=] {
    const Shape shape = {batch, length, kHidden};
    const Tensor query = leaf(shape);
    const Tensor key = leaf(shape);
    const Tensor value = leaf(shape);
    AttentionOptions options;
    options.num_heads = num_heads;
    options.scale = 1.0f / std::sqrt(static_cast<float>(kHeadSize));
    options.causal = causal;
    return PreparedOp{{query, key, value},
                      [=] { return attention(query, key, value, Tensor(), options); }};
  };
  return result;
}

/// An op from a tensor to one of its shape. Its gradient reads `read_again` of input and output
/// besides what comes in.
template <typename Function>
OpCase same_shape_case(const std::string& op, const Shape& shape, int read_again,
                       const Function& function) {
  OpCase result;
  result.op = op;
  for (const std::int64_t size : shape) {
    result.shape += (result.shape.empty() ? "" : " x ") + std::to_string(size);
  }
  const auto count = static_cast<double>(element_count(shape));
  result.forward = floats_moved(2 * count);
  result.gradient = floats_moved((2 + read_again) * count);
  result.prepare = [shape, function] {
    const Tensor input = leaf(shape);
    return PreparedOp{{input}, [input, function] { return function(input); }};
  };
  return result;
}

void add_elementwise_cases(std::int64_t rows, std::vector<OpCase>& cases) {
  const Shape narrow = {rows, kHidden};
  const Shape wide = {rows, 4 * kHidden};
  const Tensor gain = leaf({kHidden});
  const Tensor shift = leaf({kHidden});
  cases.push_back(same_shape_case("layer_norm", narrow, 1,
                                  [=](const Tensor& x) { return layer_norm(x, gain, shift); }));
  cases.push_back(
      same_shape_case("rms_norm", narrow, 1, [=](const Tensor& x) { return rms_norm(x, gain); }));
  for (const char* name : {"gelu", "gelu_new", "silu"}) {
    const Activation activation = activation_named(name);
    const std::string op = activation == Activation::kGeluTanh ? "gelu_tanh" : name;
    cases.push_back(same_shape_case(
        op, wide, 1, [activation](const Tensor& x) { return activate(x, activation); }));
  }
  cases.push_back(same_shape_case("softmax", wide, 1, [](const Tensor& x) { return softmax(x); }));
  cases.push_back(same_shape_case("dropout", narrow, 0, [](const Tensor& x) {
    Rng rng(3);
    ForwardContext context{.training = true, .rng = &rng};
    return dropout(x, 0.1f, context);
  }));

  Tensor positions({rows}, DType::kInt64);
  for (std::int64_t i = 0; i < rows; ++i) positions.data<std::int64_t>()[i] = i;
  const std::vector<float> frequencies(kHeadSize / 2, 0.01f);
  cases.push_back(same_shape_case("rotary_embedding", {1, rows, kHidden}, 0, [=](const Tensor& x) {
    return rotary_embedding(x, positions, frequencies);
  }));

  // The gradient of a sum is handed on as it is.
  OpCase sum = same_shape_case("add", narrow, 0, [](const Tensor& x) { return add(x, x); });
  sum.forward = floats_moved(3.0 * static_cast<double>(rows * kHidden));
  sum.gradient = {};
  sum.prepare = [narrow] {
    const Tensor left = leaf(narrow);
    const Tensor right = leaf(narrow);
    return PreparedOp{{left, right}, [=] { return add(left, right); }};
  };
  cases.push_back(std::move(sum));
}

OpCase embedding_case(std::int64_t rows, std::int64_t vocab_size) {
  OpCase result;
  result.op = "embedding";
  result.shape = std::to_string(rows) + " of " + rows_text(vocab_size, kHidden);
  const auto row = static_cast<double>(kHidden);
  result.forward = floats_moved(2.0 * static_cast<double>(rows) * row);
  result.gradient = floats_moved(static_cast<double>(rows + vocab_size) * row);
  result.prepare = [=] {
    const Tensor weight = leaf({vocab_size, kHidden});
    const Tensor ids = spread_ids(rows, vocab_size);
    return PreparedOp{{weight}, [=] { return embedding(ids, weight); }};
  };
  return result;
}

OpCase cross_entropy_case(std::int64_t rows, std::int64_t vocab_size) {
  OpCase result;
  result.op = "cross_entropy";
  result.shape = rows_text(rows, vocab_size);
  result.forward = floats_moved(2.0 * static_cast<double>(rows * vocab_size));
  result.is_whole = true;
  result.prepare = [=] {
    const Tensor logits = leaf({rows, vocab_size});
    const Tensor labels = spread_ids(rows, vocab_size);
    return PreparedOp{{logits}, [=] { return cross_entropy(logits, labels).loss; }};
  };
  return result;
}

OpCase linear_cross_entropy_case(std::int64_t rows, std::int64_t vocab_size) {
  OpCase result;
  result.op = "linear_cross_entropy";
  result.shape = rows_text(rows, kHidden) + " to " + std::to_string(vocab_size);
  result.forward.flops =
      3.0 * 2.0 * static_cast<double>(rows * kHidden) * static_cast<double>(vocab_size);
  result.is_whole = true;
  result.prepare = [=] {
    const Tensor input = leaf({rows, kHidden});
    const Tensor weight = leaf({vocab_size, kHidden});
    const Tensor labels = spread_ids(rows, vocab_size);
    return PreparedOp{{input, weight},
                      [=] { return linear_cross_entropy(input, weight, Tensor(), labels).loss; }};
  };
  return result;
}

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

void add_optimizer_cases(std::int64_t vocab_size, std::int64_t num_layers,
                         std::vector<OpCase>& cases) {
  const std::vector<Shape> shapes = parameter_shapes(vocab_size, num_layers);
  std::int64_t count = 0;
  for (const Shape& shape : shapes) count += element_count(shape);
  OpCase step;
  step.op = "adamw_step";
  step.shape = std::to_string(count) + " in " + std::to_string(shapes.size());
  step.forward = floats_moved(7.0 * static_cast<double>(count));  // all four read, three written
  step.prepare = [shapes] {
    std::vector<AdamwParameter> parameters;
    for (const Shape& shape : shapes) {
      parameters.push_back({Tensor::full(shape, 1.0f), Tensor::full(shape, 0.5f),
                            Tensor::full(shape, 0.25f), Tensor::full(shape, 0.125f)});
    }
    return PreparedOp{{}, [parameters] {
                        adamw_step(parameters, {});
                        return Tensor();
                      }};
  };
  cases.push_back(step);
  OpCase norm = step;
  norm.op = "squared_norm";
  norm.forward = floats_moved(static_cast<double>(count));
  norm.prepare = [shapes] {
    std::vector<Tensor> gradients;
    for (const Shape& shape : shapes) gradients.push_back(Tensor::full(shape, 0.5f));
    return PreparedOp{{}, [gradients] {
                        squared_norms(gradients);
                        return Tensor();
                      }};
  };
  cases.push_back(norm);
}

}  // namespace

std::vector<OpCase> op_cases(std::int64_t shrink) {
  const auto shrunk = [shrink](std::int64_t size) {
    return std::max<std::int64_t>(1, size / shrink);
  };
  const std::int64_t rows = shrunk(4096);
  const std::int64_t vocab_size = shrunk(50257);
  std::vector<OpCase> cases;
  cases.push_back(linear_case(rows, kHidden, 4 * kHidden));
  cases.push_back(linear_case(rows, 4 * kHidden, kHidden));
  cases.push_back(matmul_case(rows, kHidden));
  cases.push_back(attention_case(4, shrunk(1024), true));
  cases.push_back(attention_case(16, shrunk(256), true));
  cases.push_back(attention_case(16, shrunk(256), false));
  cases.push_back(linear_cross_entropy_case(shrunk(1024), vocab_size));
  add_elementwise_cases(rows, cases);
  cases.push_back(embedding_case(rows, vocab_size));
  cases.push_back(cross_entropy_case(shrunk(1024), vocab_size));
  add_optimizer_cases(vocab_size, shrunk(kLayers), cases);
  return cases;
}

}  // namespace graft
