#include "kernels/activation.h"

#include "graft/parallel.h"
#include "kernels/f32_blocks.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/activation.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#include "kernels/vector_loop.h"

HWY_BEFORE_NAMESPACE();
namespace graft::kernels::HWY_NAMESPACE {
namespace {

// Each gives the value of one function, and its slope.

struct Gelu {
  static HWY_INLINE Floats phi(FloatTag d, Floats x) {
    const Floats half = hn::Set(d, 0.5f);
    return hn::MulAdd(half, erf(d, hn::Mul(x, hn::Set(d, 0.707106781f))), half);
  }
  static HWY_INLINE Floats value(FloatTag d, Floats x) { return hn::Mul(x, phi(d, x)); }
  // Phi(x) + x e^(-x^2 / 2) / sqrt(2 pi)
  static HWY_INLINE Floats slope(FloatTag d, Floats x) {
    const Floats density =
        hn::Mul(exp(d, hn::Mul(hn::Mul(x, x), hn::Set(d, -0.5f))), hn::Set(d, 0.398942280f));
    return hn::MulAdd(x, density, phi(d, x));
  }
};

// (1 + tanh(u)) / 2 = sigmoid(2 u), with 2 u = x (a + b x^2)
struct GeluTanh {
  static constexpr float kA = 1.59576912f;    // 2 sqrt(2 / pi)
  static constexpr float kB = 0.0713548163f;  // 0.044715 a
  static HWY_INLINE Floats gate(FloatTag d, Floats x) {
    const Floats square = hn::Mul(x, x);
    return sigmoid(d, hn::Mul(x, hn::MulAdd(square, hn::Set(d, kB), hn::Set(d, kA))));
  }
  static HWY_INLINE Floats value(FloatTag d, Floats x) { return hn::Mul(x, gate(d, x)); }
  // s + x s (1 - s) (a + 3 b x^2)
  static HWY_INLINE Floats slope(FloatTag d, Floats x) {
    const Floats s = gate(d, x);
    const Floats inner = hn::MulAdd(hn::Mul(x, x), hn::Set(d, 3.0f * kB), hn::Set(d, kA));
    return hn::MulAdd(hn::Mul(x, inner), hn::NegMulAdd(s, s, s), s);
  }
};

struct QuickGelu {
  static HWY_INLINE Floats gate(FloatTag d, Floats x) {
    return sigmoid(d, hn::Mul(x, hn::Set(d, 1.702f)));
  }
  static HWY_INLINE Floats value(FloatTag d, Floats x) { return hn::Mul(x, gate(d, x)); }
  // s + 1.702 x s (1 - s)
  static HWY_INLINE Floats slope(FloatTag d, Floats x) {
    const Floats s = gate(d, x);
    return hn::MulAdd(hn::Mul(x, hn::Set(d, 1.702f)), hn::NegMulAdd(s, s, s), s);
  }
};

struct Relu {
  // Not a maximum: NaN is to stay NaN.
  static HWY_INLINE Floats value(FloatTag d, Floats x) {
    return hn::IfThenZeroElse(hn::Lt(x, hn::Zero(d)), x);
  }
  static HWY_INLINE Floats slope(FloatTag d, Floats x) {
    return hn::IfThenElseZero(hn::Gt(x, hn::Zero(d)), hn::Set(d, 1.0f));
  }
};

struct Silu {
  static HWY_INLINE Floats value(FloatTag d, Floats x) { return hn::Mul(x, sigmoid(d, x)); }
  // s + x s (1 - s)
  static HWY_INLINE Floats slope(FloatTag d, Floats x) {
    const Floats s = sigmoid(d, x);
    return hn::MulAdd(x, hn::NegMulAdd(s, s, s), s);
  }
};

struct Tanh {
  static HWY_INLINE Floats value(FloatTag d, Floats x) { return tanh(d, x); }
  static HWY_INLINE Floats slope(FloatTag d, Floats x) {
    const Floats t = tanh(d, x);
    return hn::NegMulAdd(t, t, hn::Set(d, 1.0f));
  }
};

struct Sigmoid {
  static HWY_INLINE Floats value(FloatTag d, Floats x) { return sigmoid(d, x); }
  static HWY_INLINE Floats slope(FloatTag d, Floats x) {
    const Floats s = sigmoid(d, x);
    return hn::NegMulAdd(s, s, s);
  }
};

template <class Function>
struct Value {
  HWY_INLINE Floats operator()(FloatTag d, Floats x) const { return Function::value(d, x); }
};

template <class Function>
struct Gradient {
  HWY_INLINE Floats operator()(FloatTag d, Floats x, Floats grad_output) const {
    return hn::Mul(grad_output, Function::slope(d, x));
  }
};

void activate_range(Activation activation, const float* input, float* output, std::int64_t count) {
  switch (activation) {
    case Activation::kGelu:
      return map(input, output, count, Value<Gelu>());
    case Activation::kGeluTanh:
      return map(input, output, count, Value<GeluTanh>());
    case Activation::kQuickGelu:
      return map(input, output, count, Value<QuickGelu>());
    case Activation::kRelu:
      return map(input, output, count, Value<Relu>());
    case Activation::kSilu:
      return map(input, output, count, Value<Silu>());
    case Activation::kTanh:
      return map(input, output, count, Value<Tanh>());
    case Activation::kSigmoid:
      return map(input, output, count, Value<Sigmoid>());
  }
}

void activate_gradient_range(Activation activation, const float* input, const float* grad_output,
                             float* grad_input, std::int64_t count) {
  switch (activation) {
    case Activation::kGelu:
      return map(input, grad_output, grad_input, count, Gradient<Gelu>());
    case Activation::kGeluTanh:
      return map(input, grad_output, grad_input, count, Gradient<GeluTanh>());
    case Activation::kQuickGelu:
      return map(input, grad_output, grad_input, count, Gradient<QuickGelu>());
    case Activation::kRelu:
      return map(input, grad_output, grad_input, count, Gradient<Relu>());
    case Activation::kSilu:
      return map(input, grad_output, grad_input, count, Gradient<Silu>());
    case Activation::kTanh:
      return map(input, grad_output, grad_input, count, Gradient<Tanh>());
    case Activation::kSigmoid:
      return map(input, grad_output, grad_input, count, Gradient<Sigmoid>());
  }
}

}  // namespace
}  // namespace graft::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace graft::kernels {

HWY_EXPORT(activate_range);
HWY_EXPORT(activate_gradient_range);

namespace {
constexpr std::int64_t kGrain = 16384;  // elements worth a thread
}

void activate(Activation activation, ConstElements input, Elements output, std::int64_t count) {
  parallel_for(count, kGrain, [&](std::int64_t begin, std::int64_t end) {
    for_f32_blocks<1>({input}, output, begin, end,
                      [&](const auto& in, float* out, std::int64_t, std::int64_t n) {
                        HWY_DYNAMIC_DISPATCH(activate_range)(activation, in[0], out, n);
                      });
  });
}

void activate_gradient(Activation activation, ConstElements input, ConstElements grad_output,
                       Elements grad_input, std::int64_t count) {
  parallel_for(count, kGrain, [&](std::int64_t begin, std::int64_t end) {
    for_f32_blocks<2>({input, grad_output}, grad_input, begin, end,
                      [&](const auto& in, float* out, std::int64_t, std::int64_t n) {
                        HWY_DYNAMIC_DISPATCH(activate_gradient_range)
                        (activation, in[0], in[1], out, n);
                      });
  });
}

}  // namespace graft::kernels
#endif
