#include "framework/evaluate/retrieval.h"

#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "graft/random.h"

namespace graft {
namespace {

using Ids = std::vector<std::int64_t>;

bool is_near(double left, double right) { return std::abs(left - right) < 1e-12; }

}  // namespace

BOOST_AUTO_TEST_SUITE(recall_of_retrieval)

BOOST_AUTO_TEST_CASE(both_directions_are_counted) {
  // Image 0 prefers text 1; text 0 prefers its own image. Image 1 and text 1 prefer each other.
  const Tensor similarity = Tensor::from({2, 2}, std::vector<float>{0.5f, 0.6f, 0.1f, 0.9f});
  const std::vector<RecallAt> recalls = recall(similarity, {0, 1});
  BOOST_REQUIRE(recalls.size() == 3u);
  BOOST_TEST(recalls[0].k == 1);
  BOOST_TEST(recalls[0].image_to_text == 0.5);
  BOOST_TEST(recalls[0].text_to_image == 1.0);
  BOOST_TEST(recalls[0].image_to_text_chance == 0.5);
  BOOST_TEST(recalls[1].k == 5);
  BOOST_TEST(recalls[1].image_to_text == 1.0);
  BOOST_TEST(recalls[1].image_to_text_chance == 1.0);
}

BOOST_AUTO_TEST_CASE(an_image_is_found_with_any_of_its_texts) {
  // Texts 0 and 1 belong to image 0, text 2 to image 1; image 2 has none.
  const Tensor similarity = Tensor::from(
      {3, 3}, std::vector<float>{0.1f, 0.9f, 0.5f, 0.8f, 0.0f, 0.2f, 0.0f, 0.0f, 0.0f});
  const std::vector<RecallAt> recalls = recall(similarity, {0, 0, 1});
  BOOST_TEST(recalls[0].image_to_text == 0.5);             // image 1 prefers text 0
  BOOST_TEST(is_near(recalls[0].text_to_image, 1.0 / 3));  // of text 1 alone
  BOOST_TEST(is_near(recalls[0].image_to_text_chance, (2.0 / 3 + 1.0 / 3) / 2));
  BOOST_TEST(is_near(recalls[0].text_to_image_chance, 1.0 / 3));
}

BOOST_AUTO_TEST_CASE(equal_similarities_gain_nothing) {
  const std::vector<RecallAt> recalls = recall(Tensor::zeros({4, 4}), {0, 1, 2, 3});
  BOOST_TEST(recalls[0].image_to_text == 0.25);
  BOOST_TEST(recalls[0].text_to_image == 0.25);
}

BOOST_AUTO_TEST_CASE(random_similarities_are_found_as_often_as_chance_says) {
  Rng rng(5);
  double found = 0.0;
  double chance = 0.0;
  const Ids image_of = {0, 0, 1, 2, 2, 2, 3, 4, 5, 5, 6, 7, 8, 9, 9, 9, 9, 10, 11, 11};
  for (int round = 0; round < 2000; ++round) {
    const RecallAt at5 = recall(random_normal({12, 20}, rng), image_of)[1];
    found += at5.image_to_text;
    chance += at5.image_to_text_chance;
  }
  // 2,000 x 12 queries: a standard deviation of the mean is 0.003.
  BOOST_TEST(std::abs(found - chance) / 2000 < 0.012);
}

BOOST_AUTO_TEST_CASE(texts_of_no_image_are_refused) {
  BOOST_CHECK_THROW(recall(Tensor::zeros({2, 2}), {0, 2}), ShapeError);
  BOOST_CHECK_THROW(recall(Tensor::zeros({2, 2}), {0}), ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
