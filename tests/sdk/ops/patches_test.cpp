#include "graft/ops/patches.h"

#include <numeric>

#include <boost/test/unit_test.hpp>

#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

BOOST_AUTO_TEST_SUITE(patches_op)

BOOST_AUTO_TEST_CASE(gradients_match_difference_quotients) {
  check_gradient([](const std::vector<Tensor>& in) { return patches(in[0], 2); },
                 {random_tensor({2, 3, 4, 6}, 1)});
}

BOOST_AUTO_TEST_CASE(patches_go_row_by_row_and_hold_their_channels_one_after_another) {
  std::vector<float> pixels(2 * 2 * 4);
  std::iota(pixels.begin(), pixels.end(), 0.0f);
  const Tensor output = patches(Tensor::from({1, 2, 2, 4}, pixels), 2);
  BOOST_TEST(
      same_bits(output, Tensor::from({1, 2, 8}, std::vector<float>{0, 1, 4, 5, 8, 9, 12, 13, 2, 3,
                                                                   6, 7, 10, 11, 14, 15})));
}

BOOST_AUTO_TEST_CASE(sizes_that_do_not_divide_are_errors_that_name_them) {
  BOOST_CHECK_EXCEPTION(patches(random_tensor({1, 3, 4, 6}, 1), 4), ShapeError,
                        says("patches: pixel_values [1, 3, 4, 6] cannot be cut into patches of 4. "
                             "Check `image_size` and `patch_size`."));
  BOOST_CHECK_EXCEPTION(
      patches(random_tensor({3, 4, 4}, 1), 2), ShapeError,
      says("patches: pixel_values [3, 4, 4], expected [batch, channels, height, width]."));
}

BOOST_AUTO_TEST_SUITE_END()
