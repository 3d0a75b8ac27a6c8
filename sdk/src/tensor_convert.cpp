#include <algorithm>
#include <string>
#include <type_traits>
#include <utility>

#include "graft/error.h"
#include "graft/tensor.h"
#include "kernels/bfloat16.h"

namespace graft {

namespace {

template <typename From, typename To>
void convert(const Tensor& from, Tensor& to) {
  const From* source = from.data<From>();
  To* target = to.data<To>();
  for (std::int64_t i = 0; i < from.numel(); ++i) {
    if constexpr (std::is_integral_v<To> && !std::is_same_v<From, bool>) {
      if (!std::in_range<To>(source[i])) {
        throw Error("a tensor of " + std::string(name_of(from.dtype())) + " is not converted to " +
                    name_of(to.dtype()) + ": " + std::to_string(source[i]) + " does not fit");
      }
    }
    target[i] = static_cast<To>(source[i]);
  }
}

template <typename From>
bool convert_from(const Tensor& from, Tensor& to) {
  switch (to.dtype()) {
    case DType::kFloat32:
      convert<From, float>(from, to);
      return true;
    case DType::kInt32:
      convert<From, std::int32_t>(from, to);
      return true;
    case DType::kInt64:
      convert<From, std::int64_t>(from, to);
      return true;
    case DType::kUInt8:
      convert<From, std::uint8_t>(from, to);
      return true;
    default:
      return false;
  }
}

}  // namespace

Tensor Tensor::to(DType dtype) const {
  if (!defined() || this->dtype() == dtype) return *this;
  Tensor result(shape(), dtype);
  const DType from = this->dtype();
  bool done = false;
  const auto is_float = [](DType type) {
    return type == DType::kFloat32 || type == DType::kBFloat16;
  };
  if (is_float(from) && is_float(dtype)) {
    kernels::convert(kernels::elements_of(*this), kernels::elements_of(result), numel());
    done = true;
  } else if (from == DType::kFloat32 && dtype != DType::kBool) {
    throw Error(std::string("a tensor of f32 is not converted to ") + name_of(dtype) +
                ": fractions would be lost");
  } else if (from == DType::kInt64) {
    done = convert_from<std::int64_t>(*this, result);
  } else if (from == DType::kInt32) {
    done = convert_from<std::int32_t>(*this, result);
  } else if (from == DType::kUInt8) {
    done = convert_from<std::uint8_t>(*this, result);
  } else if (from == DType::kBool) {
    done = convert_from<bool>(*this, result);
  }
  if (!done) {
    throw Error(std::string("a tensor of ") + name_of(from) + " is not converted to " +
                name_of(dtype));
  }
  return result;
}

void Tensor::fill(float value) {
  switch (dtype()) {
    case DType::kFloat32:
      std::fill_n(data<float>(), numel(), value);
      return;
    case DType::kInt32:
      std::fill_n(data<std::int32_t>(), numel(), static_cast<std::int32_t>(value));
      return;
    case DType::kInt64:
      std::fill_n(data<std::int64_t>(), numel(), static_cast<std::int64_t>(value));
      return;
    case DType::kUInt8:
      std::fill_n(data<std::uint8_t>(), numel(), static_cast<std::uint8_t>(value));
      return;
    case DType::kBool:
      std::fill_n(data<bool>(), numel(), value != 0.0f);
      return;
    case DType::kBFloat16:
      std::fill_n(data<BFloat16>(), numel(), kernels::to_bfloat16(value));
      return;
  }
}

}  // namespace graft
