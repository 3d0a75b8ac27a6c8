// Shapes that nobody means, but that a file or a config may ask for.
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/ops/arithmetic.h"
#include "graft/ops/broadcast.h"
#include "graft/ops/compare.h"
#include "graft/ops/cumulative_sum.h"
#include "graft/ops/dimensions.h"
#include "graft/ops/elementwise.h"
#include "graft/ops/gather.h"
#include "graft/ops/matmul.h"
#include "graft/ops/reduce_dimensions.h"
#include "graft/ops/select.h"
#include "graft/ops/shape.h"
#include "graft/ops/sort.h"
#include "graft/ops/split.h"
#include "graft/ops/unary.h"

using namespace graft;

namespace {

const std::vector<std::function<Tensor(const Tensor&)>> kOps = {
    [](const Tensor& x) { return add(x, transpose(x, 0, -1)); },
    [](const Tensor& x) { return divide(x, Tensor::scalar(2)); },
    [](const Tensor& x) { return sum_to(x, {}); },
    [](const Tensor& x) { return where(greater(x, x), x, x); },
    [](const Tensor& x) { return masked_fill(x, equal(x, x), 1); },
    [](const Tensor& x) { return cumulative_sum(x, 0); },
    [](const Tensor& x) { return cumulative_sum(x, -1); },
    [](const Tensor& x) {
      return permute(x, {2, 0, 1});
    },
    [](const Tensor& x) { return matmul(x, x, Transpose::kSecond); },
    [](const Tensor& x) { return matmul(x, x, Transpose::kFirst); },
    [](const Tensor& x) { return sum(x, {0}); },
    [](const Tensor& x) {
      return sum(x, {0, 2});
    },
    [](const Tensor& x) { return mean(x, {1}); },
    [](const Tensor& x) { return max(x, {0}, ReducedDims::kKeep); },
    [](const Tensor& x) { return variance(x, {-1}); },
    [](const Tensor& x) {
      return log_sum_exp(x, {0, 1, 2});
    },
    [](const Tensor& x) { return sort(x, 0).values; },
    [](const Tensor& x) { return top_k(x, 1, 1).values; },
    [](const Tensor& x) { return argmax(x, 0); },
    [](const Tensor& x) { return gather(x, 1, Tensor(x.shape(), DType::kInt64)); },
    [](const Tensor& x) { return index_select(x, 2, Tensor::zeros({2}, DType::kInt64)); },
    [](const Tensor& x) { return slice(x, 1, 0, 0); },
    [](const Tensor& x) { return split_equal(x, 2, 2)[1]; },
    [](const Tensor& x) {
      return stack({x, x}, 1);
    },
    [](const Tensor& x) {
      return concat({x, x}, 2);
    },
    [](const Tensor& x) { return pad(x, 0, 1, 0); },
    [](const Tensor& x) { return pad(x, -1, 0, 1); },
    [](const Tensor& x) { return sqrt(square(x)); },
};

}  // namespace

BOOST_AUTO_TEST_SUITE(strange_shapes)

// Small results, or an error that says why not; nothing else, whatever the sanitizers watch.
BOOST_AUTO_TEST_CASE(tensors_without_elements_pass_or_are_refused) {
  constexpr std::int64_t kMany = std::int64_t{1} << 45;
  for (const Shape& shape : {Shape{0, 0, 0}, Shape{0, 2, 2}, Shape{2, 0, 2}, Shape{2, 2, 0},
                             Shape{0, kMany, kMany}, Shape{kMany, 0, 2}, Shape{2, 0, kMany}}) {
    for (std::size_t i = 0; i < kOps.size(); ++i) {
      BOOST_TEST_CONTEXT("op " << i << " of " << to_string(shape)) {
        Tensor input(shape);
        input.set_requires_grad(true);
        try {
          const Tensor output = kOps[i](input);
          if (output.gradient_node() != nullptr) {
            backward(output, Tensor::zeros(output.shape()));
            BOOST_TEST((input.grad().shape() == shape));
          }
        } catch (const Error& error) {
          BOOST_TEST(std::string(error.what()).size() > 0u);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
