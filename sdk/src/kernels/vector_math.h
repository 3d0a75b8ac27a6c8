// exp, tanh, erf and sigmoid of vectors of f32. A kernel includes this after hwy/foreach_target.h,
// which compiles the kernel once for each instruction set: hence the guard that toggles.
#if defined(GRAFT_KERNELS_VECTOR_MATH_H) == defined(HWY_TARGET_TOGGLE)
#ifdef GRAFT_KERNELS_VECTOR_MATH_H
#undef GRAFT_KERNELS_VECTOR_MATH_H
#else
#define GRAFT_KERNELS_VECTOR_MATH_H
#endif

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace graft::kernels::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using FloatTag = hn::ScalableTag<float>;
using Floats = hn::Vec<FloatTag>;

/// Sum of coefficients[k] x^k, by Horner's rule. Coefficients come highest power first.
template <class V>
HWY_INLINE V polynomial(V, V sum) {
  return sum;
}
template <class V, class... Rest>
HWY_INLINE V polynomial(V x, V sum, float next, Rest... rest) {
  const hn::DFromV<V> d;
  return polynomial(x, hn::MulAdd(sum, x, hn::Set(d, next)), rest...);
}

/// e^x, relative error below 2e-7. 0 below -86.99, infinity above 88.72; NaN stays NaN.
/// e^x = 2^n e^r with n = round(x / ln 2); e^r = 1 + r + r^2 q(r), where q is the minimax
/// polynomial of degree 4 on [-ln 2 / 2, ln 2 / 2] for the relative error of e^r.
HWY_INLINE Floats exp(FloatTag d, Floats x) {
  // From n = -126 on the power below is 0, from n = 129 on infinity. Comparisons with NaN are
  // false, so that it passes through.
  const Floats lowest = hn::Set(d, -87.3f);
  const Floats highest = hn::Set(d, 89.3f);
  const Floats inside =
      hn::IfThenElse(hn::Lt(x, lowest), lowest, hn::IfThenElse(hn::Gt(x, highest), highest, x));
  // Above 2^23 a sum rounds to whole numbers: its last bits are n + 126.
  const Floats shift = hn::Set(d, 0x1.8p23f + 126.0f);
  const Floats shifted = hn::MulAdd(inside, hn::Set(d, 1.44269504f), shift);
  const Floats n = hn::Sub(shifted, shift);
  // ln 2 in two parts, the first exact in few bits.
  Floats r = hn::NegMulAdd(n, hn::Set(d, 0.693359375f), inside);
  r = hn::NegMulAdd(n, hn::Set(d, -2.12194440e-4f), r);
  // 2 e^r and 2^(n - 1): 2^128 is no float.
  const Floats fraction = polynomial(r, hn::Set(d, 0.002763f), 0.01673727868f, 0.0833367606f,
                                     0.333330422f, 0.99999987f, 2.0f, 2.0f);
  const hn::RebindToUnsigned<FloatTag> bits;
  const Floats power = hn::BitCast(d, hn::ShiftLeft<23>(hn::BitCast(bits, shifted)));
  return hn::Mul(fraction, power);
}

/// 1 / (1 + e^-x).
HWY_INLINE Floats sigmoid(FloatTag d, Floats x) {
  const Floats one = hn::Set(d, 1.0f);
  return hn::Div(one, hn::Add(one, exp(d, hn::Neg(x))));
}

/// Hyperbolic tangent, relative error below 3e-7.
/// |x| < 0.64: x + x^3 p(x^2), p minimax of degree 4; else 1 - 2 / (e^2|x| + 1).
HWY_INLINE Floats tanh(FloatTag d, Floats x) {
  const Floats one = hn::Set(d, 1.0f);
  const Floats size = hn::Abs(x);
  const Floats square = hn::Mul(x, x);
  const Floats p = polynomial(square, hn::Set(d, -0.00560391452f), 0.0205517199f, -0.0537141075f,
                              0.133311528f, -0.333332721f);
  const Floats near = hn::MulAdd(hn::Mul(x, square), p, x);
  const Floats e = exp(d, hn::Add(size, size));
  const Floats far = hn::Sub(one, hn::Div(hn::Set(d, 2.0f), hn::Add(e, one)));
  return hn::IfThenElse(hn::Ge(size, hn::Set(d, 0.64f)), hn::CopySign(far, x), near);
}

/// Error function, absolute error below 4e-7: x p(x^2) / q(x^2), minimax of degrees 6 and 4 for the
/// absolute error up to 3.95, from where on erf rounds to 1.
HWY_INLINE Floats erf(FloatTag d, Floats x) {
  const Floats square = hn::Mul(x, x);
  const Floats p = polynomial(square, hn::Set(d, 1.9640147e-08f), -1.99151205e-06f, 0.000151349912f,
                              0.00409060001f, 0.0517787378f, 0.209005771f, 1.12837874f);
  const Floats q =
      polynomial(square, hn::Set(d, 0.001051161f), 0.015132892f, 0.118758068f, 0.518554918f, 1.0f);
  const auto is_far = hn::Ge(hn::Abs(x), hn::Set(d, 3.95f));
  return hn::IfThenElse(is_far, hn::CopySign(hn::Set(d, 1.0f), x), hn::Div(hn::Mul(x, p), q));
}

}  // namespace graft::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // toggled guard
