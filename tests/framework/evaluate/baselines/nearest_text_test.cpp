#include "framework/evaluate/baselines/nearest_text.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"

namespace graft {

BOOST_AUTO_TEST_SUITE(nearest_text)

BOOST_AUTO_TEST_CASE(hand_counted_similarity) {
  // a is in both of 2 texts: idf 1. b and c in one: ln(3/2) + 1 = w.
  const NearestText texts({"a b", "a c"});
  const double w = std::log(1.5) + 1.0;
  // "a b" and "a c" have lengths sqrt(1 + w²); in common is a.
  BOOST_TEST(std::abs(texts.similarity("a c", 0) - 1.0 / (1.0 + w * w)) < 1e-12);
  BOOST_TEST(std::abs(texts.similarity("B, A!", 0) - 1.0) < 1e-12);
  // "a x": x is unknown, in no text: ln 3 + 1 = u.
  const double u = std::log(3.0) + 1.0;
  BOOST_TEST(std::abs(texts.similarity("a x", 1) -
                      1.0 / std::sqrt(1.0 + w * w) / std::sqrt(1.0 + u * u)) < 1e-12);
}

BOOST_AUTO_TEST_CASE(the_text_with_the_rarest_terms_in_common_is_nearest) {
  const NearestText texts({"the cat sat", "the dog sat", "the dog ran", "一只猫", "一只狗"});
  BOOST_TEST(texts.nearest("the dog sat down") == 1);
  BOOST_TEST(texts.nearest("ran away") == 2);
  BOOST_TEST(texts.nearest("黑猫") == 3);
}

BOOST_AUTO_TEST_CASE(of_equals_and_of_strangers_the_first_is_taken) {
  const NearestText texts({"a b", "a b", "c"});
  BOOST_TEST(texts.nearest("a b") == 0);
  BOOST_TEST(texts.nearest("x y") == 0);
  BOOST_TEST(texts.nearest("") == 0);
}

BOOST_AUTO_TEST_CASE(without_texts_none_is_nearest) {
  BOOST_CHECK_THROW(NearestText({}).nearest("a"), Error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
