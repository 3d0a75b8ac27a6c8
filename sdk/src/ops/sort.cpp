#include "graft/ops/sort.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/ops/dimensions.h"
#include "graft/ops/gather.h"
#include "graft/parallel.h"
#include "graft/profile.h"
#include "kernels/row_reduce.h"
#include "ops/op_check.h"
#include "ops/op_dimension.h"

namespace graft {
namespace {

bool is_less(float left, float right) {
  return left < right || (std::isnan(right) && !std::isnan(left));
}

// Calls order(row, positions) for each row of the last dimension and returns the first `k` of the
// positions, [.., k].
template <class Order>
Tensor first_positions(const Tensor& rows, std::int64_t k, const Order& order) {
  const std::int64_t columns = rows.dim(-1);
  Tensor result(with_size(rows.shape(), rows.rank() - 1, k), DType::kInt64);
  if (result.numel() == 0) return result;
  const float* const from = rows.data<float>();
  std::int64_t* const to = result.data<std::int64_t>();
  parallel_for(rows.numel() / columns, 4096 / columns + 1,
               [&](std::int64_t begin, std::int64_t end) {
                 std::vector<std::int64_t> positions(static_cast<std::size_t>(columns));
                 for (std::int64_t r = begin; r < end; ++r) {
                   std::iota(positions.begin(), positions.end(), 0);
                   order(from + r * columns, positions);
                   std::copy_n(positions.begin(), k, to + r * k);
                 }
               });
  return result;
}

// `positions(rows)` ranks the last dimension; the values come by `gather`, which has the gradient.
template <class Positions>
Ranked ranked(const Tensor& input, const Around& at, const Positions& positions) {
  Tensor rows;
  {
    const NoGradient no_gradient;
    rows = transpose(input.detach().to(DType::kFloat32), at.dimension, -1);
  }
  Tensor indices = transpose(positions(rows), at.dimension, -1);
  return {gather(input, at.dimension, indices), indices};
}

}  // namespace

Ranked sort(const Tensor& input, std::int64_t dimension, SortOrder order) {
  const OpScope scope("sort");
  require_float("sort", "input", input);
  const Around at = around("sort", input, dimension);
  return ranked(input, at, [&at, order](const Tensor& rows) {
    return first_positions(
        rows, at.size, [order](const float* row, std::vector<std::int64_t>& positions) {
          std::stable_sort(positions.begin(), positions.end(),
                           [row, order](std::int64_t left, std::int64_t right) {
                             return order == SortOrder::kAscending ? is_less(row[left], row[right])
                                                                   : is_less(row[right], row[left]);
                           });
        });
  });
}

Ranked top_k(const Tensor& input, std::int64_t k, std::int64_t dimension) {
  const OpScope scope("top_k");
  require_float("top_k", "input", input);
  const Around at = around("top_k", input, dimension);
  if (k < 0 || k > at.size) {
    throw ShapeError("top_k: k is " + std::to_string(k) + ", but dimension " +
                     std::to_string(dimension) + " of " + to_string(input.shape()) + " has " +
                     std::to_string(at.size) + " entries.");
  }
  return ranked(input, at, [k](const Tensor& rows) {
    return first_positions(rows, k, [k](const float* row, std::vector<std::int64_t>& positions) {
      std::partial_sort(positions.begin(), positions.begin() + k, positions.end(),
                        [row](std::int64_t left, std::int64_t right) {
                          if (is_less(row[right], row[left])) return true;
                          return !is_less(row[left], row[right]) && left < right;
                        });
    });
  });
}

namespace {

Tensor arg_extreme(const char* op, kernels::Extreme which, const Tensor& input,
                   std::int64_t dimension) {
  require_float(op, "input", input);
  const Around at = around(op, input, dimension);
  Shape shape = input.shape();
  shape.erase(shape.begin() + at.dimension);
  Tensor output(shape, DType::kInt64);
  if (output.numel() == 0) return output;
  if (at.size == 0) {
    throw ShapeError(std::string(op) + ": dimension " + std::to_string(dimension) + " of " +
                     to_string(input.shape()) + " has no entries.");
  }
  Tensor rows = input.detach().to(DType::kFloat32);
  if (at.inner > 1) {
    const NoGradient no_gradient;
    rows = transpose(rows.view({at.outer, at.size, at.inner}), 1, 2);
  }
  kernels::row_extreme(which, rows.data<float>(), output.numel(), at.size,
                       output.data<std::int64_t>());
  return output;
}

}  // namespace

Tensor argmax(const Tensor& input, std::int64_t dimension) {
  const OpScope scope("argmax");
  return arg_extreme("argmax", kernels::Extreme::kLargest, input, dimension);
}

Tensor argmin(const Tensor& input, std::int64_t dimension) {
  const OpScope scope("argmin");
  return arg_extreme("argmin", kernels::Extreme::kSmallest, input, dimension);
}

}  // namespace graft
