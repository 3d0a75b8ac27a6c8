#include "graft/tensor.h"

#include <limits>
#include <memory>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

namespace {

constexpr std::int64_t kHuge = std::int64_t{1} << 40;

}  // namespace

BOOST_AUTO_TEST_SUITE(tensor)

BOOST_AUTO_TEST_CASE(copies_of_the_handle_name_the_same_elements) {
  Tensor first = Tensor::zeros({2, 3});
  const Tensor second = first;
  first.fill(2.0f);
  BOOST_TEST(second.data<float>()[5] == 2.0f);
  BOOST_TEST(first.clone().shares_storage_with(first) == false);
  BOOST_TEST(first.detach().shares_storage_with(first));
}

BOOST_AUTO_TEST_CASE(an_undefined_tensor_has_nothing) {
  const Tensor none;
  BOOST_TEST(none.numel() == 0);
  BOOST_TEST(!none.clone().defined());
  BOOST_TEST(!none.detach().defined());
  BOOST_CHECK_THROW((void)none.data<float>(), Error);
  BOOST_CHECK_THROW((void)none.view({0}), ShapeError);
}

BOOST_AUTO_TEST_CASE(copying_from_or_to_an_undefined_tensor_is_an_error) {
  const std::string text = "copy_from: a tensor is undefined";
  Tensor none;
  Tensor scalar = Tensor::scalar(1.0f);
  BOOST_CHECK_EXCEPTION(scalar.copy_from(none), ShapeError, says(text));
  BOOST_CHECK_EXCEPTION(none.copy_from(scalar), ShapeError, says(text));
}

BOOST_AUTO_TEST_CASE(copying_wants_the_same_shape_and_dtype) {
  Tensor target = Tensor::zeros({2, 3});
  target.copy_from(Tensor::full({2, 3}, 4.0f));
  BOOST_TEST(target.data<float>()[5] == 4.0f);
  BOOST_CHECK_EXCEPTION(target.copy_from(Tensor::zeros({3, 2})), ShapeError,
                        says("copy_from: [3, 2] f32 does not fit [2, 3] f32"));
  BOOST_CHECK_THROW(target.copy_from(Tensor::zeros({2, 3}, DType::kInt32)), ShapeError);
}

BOOST_AUTO_TEST_CASE(one_size_of_a_view_may_be_left_open) {
  const Tensor values = Tensor::zeros({2, 6});
  BOOST_TEST((values.view({3, -1}).shape() == Shape{3, 4}));
  BOOST_CHECK_EXCEPTION((void)values.view({5, -1}), ShapeError,
                        says("reshape: [2, 6] does not fit [5, 2]"));
  BOOST_CHECK_THROW((void)values.view({-1, -1}), ShapeError);
}

BOOST_AUTO_TEST_CASE(sizes_that_overflow_64_bits_are_refused) {
  BOOST_CHECK_THROW((void)element_count({kHuge, kHuge}), ShapeError);
  BOOST_CHECK_THROW((void)Tensor::zeros({0}).view({kHuge, kHuge, -1}), ShapeError);
  BOOST_CHECK_THROW((void)Tensor::zeros({4}).view({kHuge, kHuge, -1}), ShapeError);
  BOOST_CHECK_THROW((void)Tensor(Shape{kHuge, 1 << 23}), Error);
}

BOOST_AUTO_TEST_CASE(rows_share_the_elements) {
  Tensor values = Tensor::from({3, 2}, std::vector<float>{1, 2, 3, 4, 5, 6});
  Tensor rows = values.view_rows(1, 3);
  BOOST_TEST((rows.shape() == Shape{2, 2}));
  BOOST_TEST(rows.data<float>()[0] == 3.0f);
  rows.fill(0.0f);
  BOOST_TEST(values.data<float>()[5] == 0.0f);
  BOOST_CHECK_THROW((void)values.view_rows(2, 4), ShapeError);
}

BOOST_AUTO_TEST_CASE(reading_the_wrong_dtype_or_dimension_is_an_error) {
  const Tensor values = Tensor::zeros({2, 3});
  BOOST_TEST(values.dim(-1) == 3);
  BOOST_CHECK_EXCEPTION((void)values.dim(2), ShapeError,
                        says("dimension 2 of shape [2, 3] does not exist"));
  BOOST_CHECK_EXCEPTION((void)values.data<std::int64_t>(), Error,
                        says("a tensor of f32 was read as i64"));
  BOOST_CHECK_THROW((void)values.item(), ShapeError);
  BOOST_CHECK_THROW((void)Tensor::from({2}, std::vector<float>{1.0f}), ShapeError);
}

BOOST_AUTO_TEST_CASE(wrapped_memory_lives_as_long_as_a_view_of_it) {
  auto owner = std::make_shared<std::vector<float>>(6, 1.5f);
  const std::weak_ptr<std::vector<float>> watch = owner;
  Tensor view = Tensor::wrap({2, 3}, DType::kFloat32, owner->data(), owner).view({6});
  owner.reset();
  BOOST_TEST(view.data<float>()[5] == 1.5f);
  view = Tensor();
  BOOST_TEST(watch.expired());
}

BOOST_AUTO_TEST_CASE(only_f32_can_require_a_gradient) {
  Tensor ids = Tensor::zeros({2}, DType::kInt64);
  BOOST_CHECK_EXCEPTION(ids.set_requires_grad(true), Error,
                        says("a tensor of i64 cannot require a gradient; only f32 and bf16 can"));
  Tensor leaf = Tensor::zeros({2});
  BOOST_CHECK_THROW(leaf.set_grad(Tensor::zeros({3})), ShapeError);
}

BOOST_AUTO_TEST_CASE(random_tensors_are_the_same_for_the_same_generator) {
  Rng first(7);
  Rng second(7);
  BOOST_TEST(same_bits(random_normal({3, 5}, first), random_normal({3, 5}, second)));
  const Tensor uniform = random_uniform({100}, first, -2.0f, 3.0f);
  for (std::int64_t i = 0; i < 100; ++i) {
    BOOST_TEST((uniform.data<float>()[i] >= -2.0f && uniform.data<float>()[i] < 3.0f));
  }
}

BOOST_AUTO_TEST_SUITE_END()
