#include "framework/bench/op_cases/case_parts.h"
#include "framework/bench/op_cases/groups.h"
#include "graft/forward_context.h"
#include "graft/ops/activation.h"
#include "graft/ops/cast.h"
#include "graft/ops/dropout.h"
#include "graft/ops/elementwise.h"
#include "graft/ops/rotary.h"
#include "graft/ops/select.h"
#include "graft/random.h"

namespace graft {

namespace {

OpCase activation_case(const std::string& op, const char* public_name, const Shape& shape,
                       DType dtype) {
  return same_shape_case(op, shape, dtype, 1,
                         [activation = activation_named(public_name)](const Tensor& x) {
                           return activate(x, activation);
                         });
}

OpCase dropout_case(const Shape& shape, DType dtype) {
  return same_shape_case("dropout", shape, dtype, 0, [](const Tensor& x) {
    Rng rng(3);
    ForwardContext context{.training = true, .rng = &rng};
    return dropout(x, 0.1f, context);
  });
}

OpCase rotary_case(std::int64_t rows, DType dtype) {
  Tensor positions({rows}, DType::kInt64);
  auto* const values = positions.data<std::int64_t>();
  for (std::int64_t i = 0; i < rows; ++i) values[i] = i;
  const std::vector<float> frequencies(kHeadSize / 2, 0.01f);
  return same_shape_case("rotary_embedding", {1, rows, kHidden}, dtype, 0, [=](const Tensor& x) {
    return rotary_embedding(x, positions, frequencies);
  });
}

/// The gradient of a sum is handed on as it is.
OpCase add_case(const Shape& shape, DType dtype) {
  const auto count = static_cast<double>(element_count(shape));
  OpCase result = stream_case("add", text_of(shape), dtype, 3 * count, 0);
  result.prepare = on_leaves({shape, shape}, dtype, [](const std::vector<Tensor>& inputs) {
    return std::vector<Tensor>{add(inputs[0], inputs[1])};
  });
  return result;
}

OpCase multiply_case(const Shape& shape, DType dtype) {
  const auto count = static_cast<double>(element_count(shape));
  OpCase result = stream_case("multiply", text_of(shape), dtype, 3 * count, 5 * count);
  result.prepare = on_leaves({shape, shape}, dtype, [](const std::vector<Tensor>& inputs) {
    return std::vector<Tensor>{multiply(inputs[0], inputs[1])};
  });
  return result;
}

// A mask has one byte an element.

OpCase masked_fill_case(const Shape& shape, DType dtype) {
  const auto count = static_cast<double>(element_count(shape));
  OpCase result = stream_case("masked_fill", text_of(shape), dtype, 2 * count, 2 * count, count);
  result.prepare =
      on_leaves({shape}, dtype, [mask = sparse_mask(shape)](const std::vector<Tensor>& inputs) {
        return std::vector<Tensor>{masked_fill(inputs[0], mask, -1.0f)};
      });
  return result;
}

OpCase where_case(const Shape& shape, DType dtype) {
  const auto count = static_cast<double>(element_count(shape));
  OpCase result = stream_case("where", text_of(shape), dtype, 3 * count, 3 * count, count);
  result.prepare = on_leaves({shape, shape}, dtype,
                             [mask = sparse_mask(shape)](const std::vector<Tensor>& inputs) {
                               return std::vector<Tensor>{where(mask, inputs[0], inputs[1])};
                             });
  return result;
}

OpCase cast_case(const Shape& shape, DType from, DType to) {
  const auto count = static_cast<double>(element_count(shape));
  OpCase result = stream_case(std::string("cast to ") + name_of(to), text_of(shape), from, count,
                              count, count * static_cast<double>(size_of(to)));
  result.prepare = on_leaves({shape}, from, [to](const std::vector<Tensor>& inputs) {
    return std::vector<Tensor>{cast(inputs[0], to)};
  });
  return result;
}

}  // namespace

std::vector<OpCase> elementwise_cases(const OpCaseOptions& options) {
  const DType dtype = options.dtype;
  const Shape narrow = {options.rows(), kHidden};
  const Shape wide = {options.rows(), 4 * kHidden};
  return {activation_case("gelu", "gelu", wide, dtype),
          activation_case("gelu_tanh", "gelu_new", wide, dtype),
          activation_case("silu", "silu", wide, dtype),
          dropout_case(narrow, dtype),
          rotary_case(options.rows(), dtype),
          add_case(narrow, dtype),
          multiply_case(wide, dtype),
          masked_fill_case(narrow, dtype),
          where_case(narrow, dtype),
          cast_case(wide, DType::kFloat32, DType::kBFloat16),
          cast_case(wide, DType::kBFloat16, DType::kFloat32)};
}

}  // namespace graft
