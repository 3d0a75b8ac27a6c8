#include "graft/nn/embedding.h"

#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "graft/error.h"

using namespace graft;

namespace {

Tensor ids(const Shape& shape, const std::vector<std::int64_t>& values) {
  return Tensor::from(shape, values);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(embedding_module)

BOOST_AUTO_TEST_CASE(each_id_gives_its_row) {
  Rng rng(7);
  const Embedding embedding(4, 2, 0.02f, rng);
  ForwardContext context;
  const Tensor rows = embedding.forward(ids({1, 3}, {3, 0, 3}), context);
  BOOST_TEST((rows.shape() == Shape{1, 3, 2}));
  const float* weight = embedding.point.weight.data<float>();
  for (int i = 0; i < 2; ++i) {
    BOOST_TEST(rows.data<float>()[i] == weight[6 + i]);
    BOOST_TEST(rows.data<float>()[2 + i] == weight[i]);
    BOOST_TEST(rows.data<float>()[4 + i] == weight[6 + i]);
  }
}

BOOST_AUTO_TEST_CASE(the_gradient_of_a_row_counts_its_uses) {
  Rng rng(7);
  const Embedding embedding(3, 1, 0.02f, rng);
  ForwardContext context;
  backward(embedding.forward(ids({3}, {2, 0, 2}), context), Tensor::full({3, 1}, 1.0f));
  const float* grad = embedding.point.weight.grad().data<float>();
  BOOST_TEST((grad[0] == 1.0f && grad[1] == 0.0f && grad[2] == 2.0f));
}

BOOST_AUTO_TEST_CASE(an_id_outside_the_table_is_an_error) {
  Rng rng(7);
  const Embedding embedding(3, 1, 0.02f, rng);
  ForwardContext context;
  BOOST_CHECK_THROW(embedding.forward(ids({1}, {3}), context), InputError);
  BOOST_CHECK_THROW(embedding.forward(ids({1}, {-1}), context), InputError);
}

BOOST_AUTO_TEST_SUITE_END()
