#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "graft/export.h"
#include "graft/random.h"

namespace graft {

enum class DType { kFloat32, kBFloat16, kInt32, kInt64, kUInt8, kBool };

/// Bytes of one element.
GRAFT_API std::int64_t size_of(DType dtype);
/// "f32", "bf16", "i32", "i64", "u8", "bool".
GRAFT_API const char* name_of(DType dtype);

/// The upper half of an f32: its range with 8 bits of precision. Numbers are computed in f32.
struct BFloat16 {
  std::uint16_t bits;
};

template <typename T>
struct DTypeOf;
template <>
struct DTypeOf<float> {
  static constexpr DType value = DType::kFloat32;
};
template <>
struct DTypeOf<BFloat16> {
  static constexpr DType value = DType::kBFloat16;
};
template <>
struct DTypeOf<std::int32_t> {
  static constexpr DType value = DType::kInt32;
};
template <>
struct DTypeOf<std::int64_t> {
  static constexpr DType value = DType::kInt64;
};
template <>
struct DTypeOf<std::uint8_t> {
  static constexpr DType value = DType::kUInt8;
};
template <>
struct DTypeOf<bool> {
  static constexpr DType value = DType::kBool;
};

/// Sizes, outermost first. An empty shape is a scalar.
using Shape = std::vector<std::int64_t>;

/// "[2, 3, 5]".
GRAFT_API std::string to_string(const Shape& shape);
/// Product of the sizes; 1 for a scalar. Throws ShapeError on a negative size or overflow.
GRAFT_API std::int64_t element_count(const Shape& shape);

class GradientNode;
struct Storage;
struct TensorState;

/// An n-dimensional array, row-major and contiguous. Copying a Tensor copies a handle: both name
/// the same elements and the same gradient history. A default-constructed Tensor is empty
/// (`defined()` is false). Elements of one Tensor may be read from several threads, written from
/// one.
class GRAFT_API Tensor {
 public:
  Tensor() = default;
  /// Uninitialised elements.
  explicit Tensor(Shape shape, DType dtype = DType::kFloat32);

  static Tensor zeros(Shape shape, DType dtype = DType::kFloat32);
  static Tensor full(Shape shape, float value);
  static Tensor scalar(float value);
  /// Copies `values`. Throws ShapeError if their number is not that of the shape.
  static Tensor from(Shape shape, const std::vector<float>& values);
  static Tensor from(Shape shape, const std::vector<std::int64_t>& values);
  /// Names memory that `owner` keeps alive (a mapped file). Never written through.
  static Tensor wrap(Shape shape, DType dtype, void* data, std::shared_ptr<const void> owner);

  bool defined() const { return state_ != nullptr; }
  const Shape& shape() const;
  DType dtype() const;
  std::int64_t rank() const { return static_cast<std::int64_t>(shape().size()); }
  /// Size of one dimension; negative counts from the end. Throws ShapeError when out of range.
  std::int64_t dim(std::int64_t index) const;
  std::int64_t numel() const;
  std::int64_t bytes() const { return numel() * size_of(dtype()); }

  /// First element. Throws Error if T is not the element type. Where it may be written through,
  /// what was derived from the elements (a weight in another layout) is made again when next asked
  /// for: ask for the pointer again before you write another time.
  template <typename T>
  T* data() {
    return static_cast<T*>(checked_data(DTypeOf<T>::value));
  }
  template <typename T>
  const T* data() const {
    return static_cast<const T*>(checked_data(DTypeOf<T>::value));
  }
  void* raw_data();
  const void* raw_data() const;
  /// The value of a tensor with one element, as float. Throws ShapeError otherwise.
  float item() const;

  /// The same elements under another shape; one size may be -1. No history: see ops/shape.h for
  /// the op with gradient.
  Tensor view(Shape shape) const;
  /// Rows [begin, end) of the first dimension, sharing elements. No history.
  Tensor view_rows(std::int64_t begin, std::int64_t end) const;
  /// A copy of the elements, without history; undefined where this is.
  Tensor clone() const;
  /// The same elements, without history; undefined where this is.
  Tensor detach() const;
  /// Converted copy (f32 <-> bf16, integers to f32 and to each other), or this very tensor if
  /// nothing changes. Throws Error naming a value that the other dtype cannot hold.
  Tensor to(DType dtype) const;
  void fill(float value);
  /// Copies the elements of a tensor of the same shape and dtype. Throws ShapeError otherwise.
  void copy_from(const Tensor& other);
  bool shares_storage_with(const Tensor& other) const;
  /// Whether no other handle and no view leads to these elements: whoever asks may overwrite them.
  bool is_only_handle() const;

  /// Whether `backward` delivers a gradient to this leaf. Only f32 and bf16 leaves can
  /// ask for one.
  bool requires_grad() const;
  void set_requires_grad(bool requires_grad);
  /// Accumulated gradient, same shape; undefined until a backward pass reached this tensor.
  const Tensor& grad() const;
  void set_grad(Tensor grad);
  void clear_grad();

  /// How the tensor was computed; null for leaves.
  const std::shared_ptr<GradientNode>& gradient_node() const;
  void set_gradient_node(std::shared_ptr<GradientNode> node);
  /// Identity of the handle's target, for use as a key.
  const void* id() const { return state_.get(); }

 private:
  const void* checked_data(DType dtype) const;
  void* checked_data(DType dtype);
  friend Storage* storage_of(const Tensor& tensor);

  std::shared_ptr<TensorState> state_;
};

/// Normal with this standard deviation.
GRAFT_API Tensor random_normal(Shape shape, Rng& rng, float standard_deviation = 1.0f);
/// Uniform in [low, high).
GRAFT_API Tensor random_uniform(Shape shape, Rng& rng, float low, float high);

}  // namespace graft
