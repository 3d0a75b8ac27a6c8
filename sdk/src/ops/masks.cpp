#include "ops/masks.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>

#include "graft/error.h"
#include "kernels/loop_nest.h"
#include "ops/broadcasting.h"
#include "ops/op_dimension.h"

namespace graft {
namespace {

constexpr std::int64_t kGrain = 32768;  // elements worth a thread

template <typename T, class Predicate>
Tensor compare_elements(const char* op, const Tensor& left, const Tensor& right,
                        const Predicate& predicate) {
  Tensor output(broadcast_shape(op, "left", left.shape(), "right", right.shape()), DType::kBool);
  if (output.numel() == 0) return output;
  const kernels::LoopNest nest =
      kernels::broadcast_nest(output.shape(), {left.shape(), right.shape()});
  const std::int64_t left_step = nest.strides[0].back();
  const std::int64_t right_step = nest.strides[1].back();
  const T* const a = left.data<T>();
  const T* const b = right.data<T>();
  bool* const to = output.data<bool>();
  kernels::for_each_run(
      nest, kGrain, [=](std::int64_t first, const std::int64_t* from, std::int64_t count) {
        for (std::int64_t i = 0; i < count; ++i) {
          to[first + i] = predicate(a[from[0] + i * left_step], b[from[1] + i * right_step]);
        }
      });
  return output;
}

template <typename T>
Tensor compare_as(const char* op, Comparison comparison, const Tensor& left, const Tensor& right) {
  switch (comparison) {
    case Comparison::kEqual:
      return compare_elements<T>(op, left, right, std::equal_to<T>());
    case Comparison::kLess:
      return compare_elements<T>(op, left, right, std::less<T>());
    case Comparison::kGreater:
      return compare_elements<T>(op, left, right, std::greater<T>());
    case Comparison::kNotLess:
      return compare_elements<T>(op, left, right, [](T a, T b) { return a >= b || a != a; });
    case Comparison::kNotGreater:
      return compare_elements<T>(op, left, right, [](T a, T b) { return a <= b || a != a; });
  }
  return Tensor();
}

bool is_float(const Tensor& tensor) {
  return tensor.dtype() == DType::kFloat32 || tensor.dtype() == DType::kBFloat16;
}

template <typename T>
void choose_elements(const kernels::LoopNest& nest, const Tensor& condition, const Tensor& if_true,
                     const Tensor& if_false, Tensor& output) {
  const std::int64_t condition_step = nest.strides[0].back();
  const std::int64_t true_step = nest.strides[1].back();
  const std::int64_t false_step = nest.strides[2].back();
  const bool* const c = condition.data<bool>();
  const auto* const a = static_cast<const T*>(if_true.raw_data());
  const auto* const b = static_cast<const T*>(if_false.raw_data());
  auto* const to = static_cast<T*>(output.raw_data());
  kernels::for_each_run(
      nest, kGrain, [=](std::int64_t first, const std::int64_t* from, std::int64_t count) {
        for (std::int64_t i = 0; i < count; ++i) {
          // Without a branch: conditions are hard to guess.
          const T yes = a[from[1] + i * true_step];
          const T no = b[from[2] + i * false_step];
          const auto all_bits = static_cast<T>(-static_cast<int>(c[from[0] + i * condition_step]));
          to[first + i] = static_cast<T>(no ^ ((yes ^ no) & all_bits));
        }
      });
}

}  // namespace

Tensor compare(const char* op, Comparison comparison, const Tensor& left, const Tensor& right) {
  require_defined(op, "left", left);
  require_defined(op, "right", right);
  if (is_float(left) && is_float(right)) {
    return compare_as<float>(op, comparison, left.to(DType::kFloat32), right.to(DType::kFloat32));
  }
  if (left.dtype() == DType::kInt64 && right.dtype() == DType::kInt64) {
    return compare_as<std::int64_t>(op, comparison, left, right);
  }
  throw Error(std::string(op) + ": left is " + name_of(left.dtype()) + " and right is " +
              name_of(right.dtype()) + ", expected f32 twice or i64 twice.");
}

Tensor as_bool(const char* op, const char* name, const Tensor& mask) {
  require_defined(op, name, mask);
  if (mask.dtype() == DType::kBool) return mask;
  if (mask.dtype() != DType::kInt64) {
    throw Error(std::string(op) + ": " + name + " is " + name_of(mask.dtype()) +
                ", expected bool, or i64 of 0 and 1.");
  }
  Tensor result(mask.shape(), DType::kBool);
  const auto* const from = mask.data<std::int64_t>();
  std::transform(from, from + mask.numel(), result.data<bool>(),
                 [](std::int64_t value) { return value != 0; });
  return result;
}

Tensor choose(const Tensor& condition, const Tensor& if_true, const Tensor& if_false) {
  const Shape values =
      broadcast_shape("where", "if_true", if_true.shape(), "if_false", if_false.shape());
  Tensor output(broadcast_shape("where", "condition", condition.shape(), "values", values),
                if_true.dtype());
  if (output.numel() == 0) return output;
  const kernels::LoopNest nest = kernels::broadcast_nest(
      output.shape(), {condition.shape(), if_true.shape(), if_false.shape()});
  switch (size_of(output.dtype())) {
    case 1:
      choose_elements<std::uint8_t>(nest, condition, if_true, if_false, output);
      break;
    case 2:
      choose_elements<std::uint16_t>(nest, condition, if_true, if_false, output);
      break;
    case 4:
      choose_elements<std::uint32_t>(nest, condition, if_true, if_false, output);
      break;
    default:
      choose_elements<std::uint64_t>(nest, condition, if_true, if_false, output);
  }
  return output;
}

}  // namespace graft
