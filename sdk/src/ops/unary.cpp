#include "graft/ops/unary.h"

#include <cmath>
#include <string>

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/ops/elementwise.h"
#include "graft/parallel.h"
#include "graft/profile.h"
#include "kernels/unary.h"
#include "ops/op_check.h"
#include "ops/through_f32.h"

namespace graft {
namespace {

constexpr std::int64_t kGrain = 16384;  // elements worth a thread

template <class Value>
Tensor values_of(const Tensor& input, const Value& value) {
  Tensor output(input.shape());
  const float* const x = input.data<float>();
  float* const y = output.data<float>();
  parallel_for(input.numel(), kGrain, [=](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) y[i] = value(x[i]);
  });
  return output;
}

// grad_input = grad_output slope(read)
template <class Slope>
Tensor chained(const Tensor& grad_output, const Tensor& read, const Slope& slope) {
  Tensor grad_input(grad_output.shape());
  const float* const grad = grad_output.data<float>();
  const float* const r = read.data<float>();
  float* const to = grad_input.data<float>();
  parallel_for(grad_output.numel(), kGrain, [=](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) to[i] = grad[i] * slope(r[i]);
  });
  return grad_input;
}

// A function whose slope is computed from its argument.
template <class Value, class Slope>
Tensor with_slope_at_input(const char* op, const Tensor& input, const Value& value,
                           const Slope& slope) {
  require_float(op, "input", input);
  return through_f32(
      [&](const Tensor& wide) {
        return record_gradient(values_of(wide, value), {wide},
                               [wide, slope](const Tensor& grad_output, Gradients& grads) {
                                 grads.add(0, chained(grad_output, wide, slope));
                               });
      },
      input);
}

// A function of whole tensors whose slope is computed from its value.
template <class Values, class Slope>
Tensor with_slope_at_output(const char* op, const Tensor& input, const Values& values,
                            const Slope& slope) {
  require_float(op, "input", input);
  return through_f32(
      [&](const Tensor& wide) {
        Tensor output = values(wide);
        if (!wants_gradient({wide})) return output;
        return record_gradient(
            output, {wide},
            [output = output.detach(), slope](const Tensor& grad_output, Gradients& grads) {
              grads.add(0, chained(grad_output, output, slope));
            });
      },
      input);
}

Tensor root_of(const Tensor& input) {
  Tensor output(input.shape());
  kernels::sqrt(input.data<float>(), output.data<float>(), input.numel());
  return output;
}

}  // namespace

Tensor log(const Tensor& input) {
  const OpScope scope("log");
  return with_slope_at_input(
      "log", input, [](float x) { return std::log(x); }, [](float x) { return 1.0f / x; });
}

Tensor sqrt(const Tensor& input) {
  const OpScope scope("sqrt");
  return with_slope_at_output("sqrt", input, root_of, [](float y) { return 0.5f / y; });
}

Tensor rsqrt(const Tensor& input) {
  const OpScope scope("rsqrt");
  return with_slope_at_output(
      "rsqrt", input,
      [](const Tensor& wide) { return values_of(root_of(wide), [](float y) { return 1.0f / y; }); },
      [](float root) { return -0.5f * root * root * root; });
}

Tensor reciprocal(const Tensor& input) {
  const OpScope scope("reciprocal");
  return with_slope_at_output(
      "reciprocal", input,
      [](const Tensor& wide) { return values_of(wide, [](float x) { return 1.0f / x; }); },
      [](float y) { return -y * y; });
}

Tensor square(const Tensor& input) {
  const OpScope scope("square");
  return with_slope_at_input(
      "square", input, [](float x) { return x * x; }, [](float x) { return 2.0f * x; });
}

Tensor power(const Tensor& input, float exponent) {
  const OpScope scope("power");
  return with_slope_at_input(
      "power", input,
      [exponent](float x) { return exponent == 2.0f ? x * x : std::pow(x, exponent); },
      [exponent](float x) {
        if (exponent == 2.0f) return 2.0f * x;
        return exponent == 0.0f ? 0.0f : exponent * std::pow(x, exponent - 1.0f);
      });
}

Tensor abs(const Tensor& input) {
  const OpScope scope("abs");
  return with_slope_at_input(
      "abs", input, [](float x) { return std::abs(x); },
      [](float x) { return static_cast<float>(x > 0.0f) - static_cast<float>(x < 0.0f); });
}

Tensor negate(const Tensor& input) {
  const OpScope scope("negate");
  require_float("negate", "input", input);
  return scale(input, -1.0f);
}

Tensor sin(const Tensor& input) {
  const OpScope scope("sin");
  return with_slope_at_input(
      "sin", input, [](float x) { return std::sin(x); }, [](float x) { return std::cos(x); });
}

Tensor cos(const Tensor& input) {
  const OpScope scope("cos");
  return with_slope_at_input(
      "cos", input, [](float x) { return std::cos(x); }, [](float x) { return -std::sin(x); });
}

Tensor clamp(const Tensor& input, float low, float high) {
  const OpScope scope("clamp");
  if (!(low <= high)) {
    throw Error("clamp: low is " + std::to_string(low) + " and high " + std::to_string(high) +
                ", expected low <= high.");
  }
  return with_slope_at_input(
      "clamp", input,
      [low, high](float x) {
        if (x < low) return low;
        return x > high ? high : x;
      },
      [low, high](float x) { return x >= low && x <= high ? 1.0f : 0.0f; });
}

}  // namespace graft
