#include "plugins/architectures/multimodal/merged_sequence.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/plugins/architectures/multimodal/tiny_models.h"
#include "tests/support/problem_texts.h"

using namespace graft;
using namespace graft::tests;

namespace {

using Ids = std::vector<std::int64_t>;
constexpr std::int64_t kImage = 10;

Batch batch_of(std::int64_t rows, const Ids& input_ids) {
  Batch batch;
  batch["input_ids"] = ids(rows, input_ids);
  return batch;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(merged_sequences)

BOOST_AUTO_TEST_CASE(an_image_token_becomes_all_positions_of_its_image) {
  Batch batch = batch_of(2, {1, kImage, 3, kImage, 4, 5});
  batch["labels"] = ids(2, {1, 2, 3, 4, 5, 6});
  const MergedSequence merged = merged_sequence(batch, {2, 3}, kImage);
  BOOST_TEST(merged.length == 5);
  BOOST_TEST(merged.rows == (Ids{0, 6, 7, 8, 2, 9, 10, 11, 4, 5}),
             boost::test_tools::per_element());
  BOOST_TEST(!merged.attention_mask.defined());
  BOOST_TEST(
      values_of(merged.shift_labels) == (Ids{-100, -100, -100, 3, -100, -100, -100, 5, 6, -100}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(rows_with_fewer_images_are_padded_at_their_end) {
  const MergedSequence merged =
      merged_sequence(batch_of(2, {kImage, kImage, 3, 4, 5, 6}), {2, 2}, kImage);
  BOOST_TEST(merged.length == 5);
  BOOST_TEST(merged.rows == (Ids{6, 7, 8, 9, 2, 3, 4, 5, 0, 0}), boost::test_tools::per_element());
  BOOST_TEST(values_of(merged.attention_mask) == (Ids{1, 1, 1, 1, 1, 1, 1, 1, 0, 0}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(as_many_image_tokens_as_positions_are_replaced_one_by_one) {
  Batch batch = batch_of(1, {1, kImage, kImage, 3});
  batch["labels"] = ids(1, {1, kImage, kImage, 3});
  const MergedSequence merged = merged_sequence(batch, {1, 2}, kImage);
  BOOST_TEST(merged.rows == (Ids{0, 4, 5, 3}), boost::test_tools::per_element());
  BOOST_TEST(values_of(merged.shift_labels) == (Ids{-100, -100, 3, -100}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(without_image_tokens_images_stand_in_front) {
  Batch batch = batch_of(2, {1, 3, 5, 4, 6, 0});
  batch["attention_mask"] = ids(2, {1, 1, 1, 1, 1, 0});
  batch["labels"] = ids(2, {-100, 3, 5, 4, 6, 0});
  const MergedSequence merged = merged_sequence(batch, {2, 2}, kImage);
  BOOST_TEST(merged.rows == (Ids{6, 7, 0, 1, 2, 8, 9, 3, 4, 5}), boost::test_tools::per_element());
  BOOST_TEST(values_of(merged.attention_mask) == (Ids{1, 1, 1, 1, 1, 1, 1, 1, 1, 0}),
             boost::test_tools::per_element());
  // The last position of an image predicts the first token; padding is predicted by none.
  BOOST_TEST(
      values_of(merged.shift_labels) == (Ids{-100, -100, 3, 5, -100, -100, 4, 6, -100, -100}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(labels_that_are_moved_already_stay_where_they_are) {
  Batch batch = batch_of(1, {1, kImage, 3});
  batch["shift_labels"] = ids(1, {-100, 3, 4});
  BOOST_TEST(values_of(merged_sequence(batch, {1, 3}, kImage).shift_labels) ==
                 (Ids{-100, -100, -100, 3, 4}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(text_alone_stays_as_it_is) {
  const MergedSequence merged = merged_sequence(batch_of(2, {1, 2, 3, 4}), {}, kImage);
  BOOST_TEST(merged.is_text_alone);
  BOOST_TEST(merged.length == 2);
  BOOST_TEST(merged.rows == (Ids{0, 1, 2, 3}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(numbers_that_disagree_are_refused) {
  const auto text = [](const Batch& batch, const ImageCount& count) {
    return problem_text([&] { merged_sequence(batch, count, kImage); });
  };
  BOOST_TEST(text(batch_of(2, {1, kImage, 1, 2}), {2, 3}) ==
             "error: 1 image tokens for 2 images of 3 positions each; give one token for each "
             "image, or one for each of its positions");
  BOOST_TEST(text(batch_of(2, {1, 2, 3, 4}), {1, 3}) ==
             "error: 1 images and 2 texts without an image token; give one image for each text, "
             "or put image tokens into the texts");
  Batch batch = batch_of(1, {1, 2});
  batch["labels"] = ids(1, {1, 2, 3});
  BOOST_TEST(text(batch, {}).find("labels i64 [1, 3] and input_ids [1, 2]") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
