#include "graft/ops/embedding.h"

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

BOOST_AUTO_TEST_SUITE(embedding_op)

BOOST_AUTO_TEST_CASE(gradient_matches_difference_quotients) {
  const Tensor ids = Tensor::from({2, 3}, std::vector<std::int64_t>{1, 3, 1, 0, 1, 3});
  check_gradient([ids](const std::vector<Tensor>& in) { return embedding(ids, in[0]); },
                 {random_tensor({4, 5}, 1)});
}

BOOST_AUTO_TEST_CASE(rows_are_looked_up_under_the_shape_of_the_ids) {
  const Tensor weight = Tensor::from({3, 2}, std::vector<float>{1, 2, 3, 4, 5, 6});
  const Tensor ids = Tensor::from({1, 2}, std::vector<std::int64_t>{2, 0});
  BOOST_TEST(
      same_bits(embedding(ids, weight), Tensor::from({1, 2, 2}, std::vector<float>{5, 6, 1, 2})));
}

BOOST_AUTO_TEST_CASE(repeated_ids_add_up_in_the_gradient) {
  Tensor weight = Tensor::zeros({3, 1});
  weight.set_requires_grad(true);
  const Tensor ids = Tensor::from({3}, std::vector<std::int64_t>{2, 0, 2});
  backward(embedding(ids, weight), Tensor::from({3, 1}, std::vector<float>{1, 2, 4}));
  BOOST_TEST(same_bits(weight.grad(), Tensor::from({3, 1}, std::vector<float>{2, 0, 5})));
}

BOOST_AUTO_TEST_CASE(the_row_of_the_padding_is_read_and_never_learns) {
  Tensor weight = random_tensor({3, 1}, 1);
  weight.set_requires_grad(true);
  const Tensor ids = Tensor::from({3}, std::vector<std::int64_t>{2, 0, 2});
  const Tensor output = embedding(ids, weight, 2);
  BOOST_TEST(same_bits(output, embedding(ids, weight)));
  backward(output, Tensor::from({3, 1}, std::vector<float>{1, 2, 4}));
  BOOST_TEST(same_bits(weight.grad(), Tensor::from({3, 1}, std::vector<float>{2, 0, 0})));
  weight.clear_grad();
  backward(embedding(ids, weight, 1), Tensor::from({3, 1}, std::vector<float>{1, 2, 4}));
  BOOST_TEST(same_bits(weight.grad(), Tensor::from({3, 1}, std::vector<float>{2, 0, 5})));
}

BOOST_AUTO_TEST_CASE(no_ids_give_no_rows) {
  BOOST_TEST((embedding(Tensor(Shape{2, 0}, DType::kInt64), random_tensor({3, 4}, 1)).shape() ==
              Shape{2, 0, 4}));
}

BOOST_AUTO_TEST_CASE(ids_out_of_range_are_errors_that_name_them) {
  const Tensor weight = random_tensor({3, 2}, 1);
  for (const std::int64_t id : {std::int64_t{3}, std::int64_t{-1}}) {
    BOOST_CHECK_EXCEPTION(
        embedding(Tensor::from({2}, std::vector<std::int64_t>{0, id}), weight), InputError,
        says("error: embedding: id " + std::to_string(id) +
             " at position 1, expected 0 to 2; check that tokenizer and model have the same "
             "vocabulary"));
  }
  BOOST_CHECK_EXCEPTION(embedding(Tensor::zeros({1}, DType::kInt64), random_tensor({3}, 1)),
                        ShapeError, says("embedding: weight [3] is no table of rows."));
}

BOOST_AUTO_TEST_SUITE_END()
