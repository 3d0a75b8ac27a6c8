#include "framework/evaluate/baselines/nearest_image.h"

#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"

namespace graft {
namespace {

using Ids = std::vector<std::int64_t>;

/// [count, 1, 2, 2] of float32.
Tensor grey(const std::vector<float>& pixels) {
  return Tensor::from({std::ssize(pixels) / 4, 1, 2, 2}, pixels);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(nearest_image)

BOOST_AUTO_TEST_CASE(one_cell_compares_mean_colours) {
  NearestImage images(1);
  images.learn(grey({0, 0, 0, 0, 1, 1, 1, 1}));
  // Means 0.25 and 0.75: the pattern does not count.
  BOOST_CHECK(images.nearest(grey({1, 0, 0, 0, 0, 1, 1, 1})) == (Ids{0, 1}));
}

BOOST_AUTO_TEST_CASE(more_cells_see_where_the_colour_is) {
  NearestImage images(2);
  images.learn(grey({1, 1, 0, 0, 0, 0, 1, 1}));
  BOOST_CHECK(images.nearest(grey({0.9f, 0.6f, 0, 0, 0.2f, 0, 0.7f, 1})) == (Ids{0, 1}));
}

BOOST_AUTO_TEST_CASE(sizes_and_types_may_differ) {
  NearestImage images(2);
  images.learn(grey({1, 1, 0, 0, 0, 0, 1, 1}));
  // The lower half white, 4 by 4 of bytes, and a single image of 3 by 1.
  Tensor bytes = Tensor::zeros({1, 1, 4, 4}, DType::kUInt8);
  std::fill_n(bytes.data<std::uint8_t>() + 8, 8, std::uint8_t{255});
  BOOST_CHECK(images.nearest(bytes) == (Ids{1}));
  BOOST_CHECK(images.nearest(Tensor::from({1, 3, 1}, std::vector<float>{1, 0, 0})) == (Ids{0}));
}

BOOST_AUTO_TEST_CASE(of_images_as_near_the_first_is_taken) {
  NearestImage images;
  images.learn(grey({0, 0, 0, 0}));
  images.learn(grey({0, 0, 0, 0}));
  BOOST_CHECK(images.nearest(grey({1, 1, 1, 1})) == (Ids{0}));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_compared_is_refused) {
  NearestImage images;
  BOOST_CHECK_THROW(images.nearest(grey({0, 0, 0, 0})), Error);
  images.learn(grey({0, 0, 0, 0}));
  BOOST_CHECK_THROW(images.learn(Tensor::zeros({1, 3, 2, 2})), ShapeError);
  BOOST_CHECK_THROW(images.nearest(Tensor::zeros({1, 3, 2, 2})), ShapeError);
  BOOST_CHECK_THROW(images.learn(Tensor::zeros({2, 2})), ShapeError);
  BOOST_CHECK_THROW(NearestImage(0), Error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
