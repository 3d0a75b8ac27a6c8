#include "graft/tensor.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "allocator.h"
#include "graft/error.h"
#include "tensor_state.h"

namespace graft {

std::int64_t size_of(DType dtype) {
  switch (dtype) {
    case DType::kFloat32:
      return 4;
    case DType::kBFloat16:
      return 2;
    case DType::kInt32:
      return 4;
    case DType::kInt64:
      return 8;
    case DType::kUInt8:
    case DType::kBool:
      return 1;
  }
  return 0;
}

const char* name_of(DType dtype) {
  switch (dtype) {
    case DType::kFloat32:
      return "f32";
    case DType::kBFloat16:
      return "bf16";
    case DType::kInt32:
      return "i32";
    case DType::kInt64:
      return "i64";
    case DType::kUInt8:
      return "u8";
    case DType::kBool:
      return "bool";
  }
  return "?";
}

std::string to_string(const Shape& shape) {
  std::string text = "[";
  for (const std::int64_t size : shape) {
    if (text.size() > 1) text += ", ";
    text += std::to_string(size);
  }
  return text + "]";
}

std::int64_t element_count(const Shape& shape) {
  std::int64_t count = 1;
  for (const std::int64_t size : shape) {
    if (size < 0) throw ShapeError("shape " + to_string(shape) + " has a negative size");
    if (__builtin_mul_overflow(count, size, &count)) {
      throw ShapeError("shape " + to_string(shape) + " has more elements than 64 bits count");
    }
  }
  return count;
}

namespace {

std::shared_ptr<TensorState> make_state(Shape shape, DType dtype) {
  auto state = std::make_shared<TensorState>();
  state->numel = element_count(shape);
  std::int64_t bytes = 0;
  if (__builtin_mul_overflow(state->numel, size_of(dtype), &bytes)) {
    throw ShapeError("shape " + to_string(shape) + " is too large");
  }
  state->shape = std::move(shape);
  state->dtype = dtype;
  state->storage = std::make_shared<Storage>(allocate(bytes));
  state->data = state->storage->memory.get();
  return state;
}

const Shape& no_shape() {
  static const Shape shape;
  return shape;
}

}  // namespace

Tensor::Tensor(Shape shape, DType dtype) : state_(make_state(std::move(shape), dtype)) {}

Tensor Tensor::zeros(Shape shape, DType dtype) {
  Tensor tensor(std::move(shape), dtype);
  std::memset(tensor.raw_data(), 0, static_cast<std::size_t>(tensor.bytes()));
  return tensor;
}

Tensor Tensor::full(Shape shape, float value) {
  Tensor tensor(std::move(shape));
  tensor.fill(value);
  return tensor;
}

Tensor Tensor::scalar(float value) { return full({}, value); }

namespace {

template <typename T>
Tensor from_values(Shape shape, const std::vector<T>& values) {
  Tensor tensor(std::move(shape), DTypeOf<T>::value);
  if (tensor.numel() != static_cast<std::int64_t>(values.size())) {
    throw ShapeError("Tensor::from: shape " + to_string(tensor.shape()) + " and " +
                     std::to_string(values.size()) + " values disagree");
  }
  std::copy(values.begin(), values.end(), tensor.template data<T>());
  return tensor;
}

}  // namespace

Tensor Tensor::from(Shape shape, const std::vector<float>& values) {
  return from_values(std::move(shape), values);
}

Tensor Tensor::from(Shape shape, const std::vector<std::int64_t>& values) {
  return from_values(std::move(shape), values);
}

Tensor Tensor::wrap(Shape shape, DType dtype, void* data, std::shared_ptr<const void> owner) {
  Tensor tensor;
  tensor.state_ = std::make_shared<TensorState>();
  tensor.state_->numel = element_count(shape);
  tensor.state_->shape = std::move(shape);
  tensor.state_->dtype = dtype;
  tensor.state_->storage = std::make_shared<Storage>(std::shared_ptr<void>(std::move(owner), data));
  tensor.state_->data = data;
  tensor.state_->is_borrowed = true;
  return tensor;
}

const Shape& Tensor::shape() const { return state_ ? state_->shape : no_shape(); }

DType Tensor::dtype() const { return state_ ? state_->dtype : DType::kFloat32; }

std::int64_t Tensor::dim(std::int64_t index) const {
  const std::int64_t position = index < 0 ? index + rank() : index;
  if (position < 0 || position >= rank()) {
    throw ShapeError("dimension " + std::to_string(index) + " of shape " + to_string(shape()) +
                     " does not exist");
  }
  return shape()[static_cast<std::size_t>(position)];
}

std::int64_t Tensor::numel() const { return state_ ? state_->numel : 0; }

void* Tensor::raw_data() {
  if (!state_) return nullptr;
  state_->storage->version.fetch_add(1, std::memory_order_relaxed);
  return state_->data;
}
const void* Tensor::raw_data() const { return state_ ? state_->data : nullptr; }

const void* Tensor::checked_data(DType dtype) const {
  if (!state_) throw Error("an undefined tensor has no data");
  if (state_->dtype != dtype) {
    throw Error(std::string("a tensor of ") + name_of(state_->dtype) + " was read as " +
                name_of(dtype));
  }
  return state_->data;
}

void* Tensor::checked_data(DType dtype) {
  (void)std::as_const(*this).checked_data(dtype);
  return raw_data();
}

float Tensor::item() const {
  if (numel() != 1) {
    throw ShapeError("item: shape " + to_string(shape()) + " has not exactly one element");
  }
  return to(DType::kFloat32).data<float>()[0];
}

Tensor Tensor::view(Shape shape) const {
  std::int64_t known = 1;
  std::int64_t open = -1;
  bool too_large = false;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == -1 && open < 0) {
      open = static_cast<std::int64_t>(i);
    } else {
      too_large = __builtin_mul_overflow(known, shape[i], &known) || too_large;
    }
  }
  if (open >= 0 && known > 0 && !too_large) shape[static_cast<std::size_t>(open)] = numel() / known;
  if (!state_ || too_large || element_count(shape) != numel()) {
    throw ShapeError("reshape: " + to_string(this->shape()) + " does not fit " + to_string(shape));
  }
  Tensor view;
  view.state_ = std::make_shared<TensorState>();
  view.state_->shape = std::move(shape);
  view.state_->numel = state_->numel;
  view.state_->dtype = state_->dtype;
  view.state_->storage = state_->storage;
  view.state_->is_borrowed = state_->is_borrowed;
  view.state_->data = state_->data;
  return view;
}

Tensor Tensor::view_rows(std::int64_t begin, std::int64_t end) const {
  if (begin < 0 || begin > end || end > dim(0)) {
    throw ShapeError("rows " + std::to_string(begin) + " to " + std::to_string(end) + " of shape " +
                     to_string(shape()) + " do not exist");
  }
  Shape rows = shape();
  rows[0] = end - begin;
  const std::int64_t row_size = dim(0) == 0 ? 0 : numel() / dim(0);
  Tensor view;
  view.state_ = std::make_shared<TensorState>();
  view.state_->numel = element_count(rows);
  view.state_->shape = std::move(rows);
  view.state_->dtype = state_->dtype;
  view.state_->storage = state_->storage;
  view.state_->is_borrowed = state_->is_borrowed;
  view.state_->data = static_cast<char*>(state_->data) + begin * row_size * size_of(dtype());
  return view;
}

Tensor Tensor::clone() const {
  if (!state_) return Tensor();
  Tensor copy(shape(), dtype());
  if (bytes() > 0) std::memcpy(copy.raw_data(), raw_data(), static_cast<std::size_t>(bytes()));
  return copy;
}

Tensor Tensor::detach() const { return state_ ? view(shape()) : Tensor(); }

void Tensor::copy_from(const Tensor& other) {
  if (!state_ || !other.state_) throw ShapeError("copy_from: a tensor is undefined");
  if (other.shape() != shape() || other.dtype() != dtype()) {
    throw ShapeError("copy_from: " + to_string(other.shape()) + " " + name_of(other.dtype()) +
                     " does not fit " + to_string(shape()) + " " + name_of(dtype()));
  }
  if (bytes() > 0) std::memmove(raw_data(), other.raw_data(), static_cast<std::size_t>(bytes()));
}

bool Tensor::shares_storage_with(const Tensor& other) const {
  return state_ && other.state_ && state_->storage == other.state_->storage;
}

bool Tensor::is_only_handle() const {
  return state_ && !state_->is_borrowed && state_.use_count() == 1 &&
         state_->storage.use_count() == 1;
}

Storage* storage_of(const Tensor& tensor) {
  return tensor.state_ ? tensor.state_->storage.get() : nullptr;
}

bool Tensor::requires_grad() const { return state_ && state_->requires_grad; }

void Tensor::set_requires_grad(bool requires_grad) {
  if (!state_) throw Error("an undefined tensor cannot require a gradient");
  if (requires_grad && dtype() != DType::kFloat32 && dtype() != DType::kBFloat16) {
    throw Error(std::string("a tensor of ") + name_of(dtype()) +
                " cannot require a gradient; only f32 and bf16 can");
  }
  state_->requires_grad = requires_grad;
}

const Tensor& Tensor::grad() const {
  static const Tensor none;
  return state_ && state_->grad ? *state_->grad : none;
}

void Tensor::set_grad(Tensor grad) {
  if (!state_) throw Error("an undefined tensor cannot hold a gradient");
  if (grad.defined() && grad.shape() != shape()) {
    throw ShapeError("gradient " + to_string(grad.shape()) + " of a tensor " + to_string(shape()));
  }
  state_->grad = std::make_unique<Tensor>(std::move(grad));
}

void Tensor::clear_grad() {
  if (state_) state_->grad.reset();
}

const std::shared_ptr<GradientNode>& Tensor::gradient_node() const {
  static const std::shared_ptr<GradientNode> none;
  return state_ ? state_->node : none;
}

void Tensor::set_gradient_node(std::shared_ptr<GradientNode> node) {
  if (state_) state_->node = std::move(node);
}

Tensor random_normal(Shape shape, Rng& rng, float standard_deviation) {
  Tensor tensor(std::move(shape));
  float* values = tensor.data<float>();
  for (std::int64_t i = 0; i < tensor.numel(); ++i) values[i] = standard_deviation * rng.normal();
  return tensor;
}

Tensor random_uniform(Shape shape, Rng& rng, float low, float high) {
  Tensor tensor(std::move(shape));
  float* values = tensor.data<float>();
  for (std::int64_t i = 0; i < tensor.numel(); ++i) {
    values[i] = low + (high - low) * rng.uniform();
  }
  return tensor;
}

}  // namespace graft
