#include "framework/data/image_text_data.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "framework/evaluate/retrieval.h"
#include "graft/error.h"
#include "tests/plugins/tiny/tokenizer.h"
#include "tests/support/problem_texts.h"

namespace graft {
namespace {

using Batches = std::vector<std::vector<ImageTextRow>>;

/// Pictures of one grey each, with two texts; every third picture shares its first text.
class Greys : public Dataset {
 public:
  explicit Greys(std::int64_t size) : size_(size) {}

  std::vector<std::string> splits() const override { return {"train"}; }
  std::int64_t size(const std::string&) const override { return size_; }
  Example example(const std::string&, std::int64_t index) const override {
    Tensor picture({3, 2, 2}, DType::kUInt8);
    std::fill_n(picture.data<std::uint8_t>(), 12, static_cast<std::uint8_t>(index));
    const std::string number = std::to_string(index);
    Example example;
    example.columns["image"] = picture;
    example.columns["caption"] = index % 3 == 0 ? std::string("shared") : "grey " + number;
    example.columns["other"] = "no. " + number;
    example.columns["empty"] = std::string();
    return example;
  }

 private:
  std::int64_t size_;
};

/// Three rows of two pictures: 0 and 2 are equal. Of the first row there are three captions.
class Albums : public Dataset {
 public:
  std::vector<std::string> splits() const override { return {"train"}; }
  std::int64_t size(const std::string&) const override { return 3; }
  Example example(const std::string&, std::int64_t index) const override {
    Example example = Greys(3).example("train", index % 2);
    const std::vector<std::vector<std::string>> captions = {{"a", "b", "c"}, {"d"}, {"e"}};
    example.columns["captions"] = captions[static_cast<std::size_t>(index)];
    example.columns["title"] = "title " + std::to_string(index);
    example.columns["none"] = std::vector<std::string>();
    return example;
  }
};

ImageInput two_pixels() {
  ImageInput input;
  input.size = 2;
  return input;
}

ImageTextData data_of(const Dataset& dataset,
                      const std::vector<std::string>& columns = {"caption", "other"}) {
  return ImageTextData(dataset, "train", columns, Letters(), two_pixels());
}

std::string spell(const Batches& batches) {
  std::string text;
  for (const auto& rows : batches) {
    for (const ImageTextRow& row : rows) {
      text += std::to_string(row.index) + (row.text == 0 ? "a " : "b ");
    }
    text += "| ";
  }
  return text;
}

/// The batches of one epoch.
Batches epoch_of(ImageTextSampler& sampler, std::int64_t number) {
  Batches batches;
  for (std::int64_t k = 0; k < sampler.epoch_size(); ++k) {
    batches.push_back(sampler.batch(number * sampler.epoch_size() + k));
  }
  return batches;
}

bool has_equal_texts(const ImageTextData& data, const std::vector<ImageTextRow>& rows) {
  std::set<std::string> texts;
  for (const ImageTextRow& row : rows) texts.insert(data.text(row).text);
  return texts.size() < rows.size();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(image_text_data)

BOOST_AUTO_TEST_CASE(images_and_texts_stand_as_models_read_them) {
  const Greys greys(5);
  ImageTextData data = data_of(greys);
  BOOST_TEST(data.size() == 5);
  BOOST_TEST(data.text({1, 0}).text == "grey 1");
  BOOST_TEST(data.text({1, 1}).tokens == Letters().encode("no. 1", {}),
             boost::test_tools::per_element());
  const Tensor pixels = data.pixel_values({4, 2});
  BOOST_TEST((pixels.shape() == Shape{2, 3, 2, 2}));
  BOOST_TEST(pixels.data<float>()[0] == 4.0f / 255.0f);
  BOOST_TEST(pixels.data<float>()[12] == 2.0f / 255.0f);
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_named_with_its_example) {
  const Greys greys(2);
  BOOST_TEST(problem_text([&] {
               data_of(greys, {"caption", "empty"});
             }).find("example 0 of the train split: `empty` has an empty text") !=
             std::string::npos);
  BOOST_CHECK_THROW(data_of(greys, {"title"}), InputError);
  BOOST_TEST((caption_columns({}) == std::vector<std::string>{"caption"}));
}

BOOST_AUTO_TEST_CASE(an_epoch_has_every_example_once) {
  const Greys greys(12);
  const ImageTextData data = data_of(greys);
  ImageTextSampler sampler(data, 4, false, 7);
  BOOST_TEST(sampler.epoch_size() == 3);
  std::set<std::int64_t> seen;
  std::set<std::size_t> texts;
  for (const auto& rows : epoch_of(sampler, 0)) {
    BOOST_TEST(rows.size() == 4u);
    for (const ImageTextRow& row : rows) {
      seen.insert(row.index);
      texts.insert(row.text);
    }
  }
  BOOST_TEST(seen.size() == 12u);
  BOOST_TEST(texts.size() == 2u);  // they are drawn
}

BOOST_AUTO_TEST_CASE(a_batch_is_a_function_of_its_number_and_the_seed_alone) {
  const Greys greys(20);
  const ImageTextData data = data_of(greys);
  ImageTextSampler forwards(data, 4, true, 7);
  const std::string first = spell(epoch_of(forwards, 0));
  const std::string third = spell(epoch_of(forwards, 2));
  BOOST_TEST(first != third);
  ImageTextSampler backwards(data, 4, true, 7);
  BOOST_TEST(spell(epoch_of(backwards, 2)) == third);
  BOOST_TEST(spell(epoch_of(backwards, 0)) == first);
  ImageTextSampler other(data, 4, true, 8);
  BOOST_TEST(spell(epoch_of(other, 0)) != first);
}

BOOST_AUTO_TEST_CASE(equal_texts_are_kept_apart_where_they_must_be) {
  const Greys greys(30);  // ten of them share a text
  const ImageTextData data = data_of(greys, {"caption"});
  ImageTextSampler apart(data, 10, true, 1);
  ImageTextSampler together(data, 10, false, 1);
  bool met = false;
  for (std::int64_t k = 0; k < 9; ++k) {
    const std::vector<ImageTextRow> rows = apart.batch(k);
    BOOST_TEST(!rows.empty());
    BOOST_TEST(!has_equal_texts(data, rows));
    met = met || has_equal_texts(data, together.batch(k));
  }
  BOOST_TEST(met);
}

BOOST_AUTO_TEST_CASE(a_batch_larger_than_the_data_holds_all_of_it) {
  const Greys greys(5);
  const ImageTextData data = data_of(greys, {"other"});
  ImageTextSampler sampler(data, 64, true, 1);
  BOOST_TEST(sampler.epoch_size() == 1);
  BOOST_TEST(sampler.batch(0).size() == 5u);
}

BOOST_AUTO_TEST_CASE(evaluation_takes_every_example_with_every_text_once) {
  const Greys greys(5);
  const ImageTextData data = data_of(greys);
  // Three and two rather than four and one: batches of about the same size.
  BOOST_TEST(spell(batches_in_order(data, 4, false)) == "0a 1a 2a | 3a 4a | 0b 1b 2b | 3b 4b | ");
  BOOST_TEST(spell(batches_in_order(data, 8, false)) == "0a 1a 2a 3a 4a | 0b 1b 2b 3b 4b | ");
  // 0 and 3 share their first text.
  BOOST_TEST(spell(batches_in_order(data, 8, true)) == "0a 1a 2a 4a | 3a | 0b 1b 2b 3b 4b | ");
}

BOOST_AUTO_TEST_CASE(a_column_may_hold_several_texts_of_an_image) {
  const Albums albums;
  const ImageTextData data = data_of(albums, {"captions", "title"});
  BOOST_TEST(data.texts(0).size() == 4u);
  BOOST_TEST(data.text({0, 1}).text == "b");
  BOOST_TEST(data.text({0, 3}).text == "title 0");
  BOOST_TEST(data.text({0, 3}).column == 1u);
  const ImageTextData::ColumnTexts captions = data.column_texts(0);
  BOOST_TEST(captions.texts == (std::vector<std::string>{"a", "b", "c", "d", "e"}),
             boost::test_tools::per_element());
  BOOST_TEST(captions.picture_of == (std::vector<std::int64_t>{0, 0, 0, 1, 0}),
             boost::test_tools::per_element());
  BOOST_TEST(problem_text([&] {
               data_of(albums, {"none"});
             }).find("example 0 of the train split: `none` has no text") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(rows_with_equal_pixels_are_one_picture_and_all_its_texts_are_right) {
  const Albums albums;
  const ImageTextData data = data_of(albums, {"captions"});
  BOOST_TEST(data.pictures() == (std::vector<std::int64_t>{0, 1}),
             boost::test_tools::per_element());
  BOOST_TEST(data.picture(2) == 0);
  const std::vector<std::int64_t> picture_of = data.column_texts(0).picture_of;
  Tensor similarity = Tensor::zeros({2, std::ssize(picture_of)});
  for (std::int64_t text = 0; text < std::ssize(picture_of); ++text) {
    const std::int64_t picture = picture_of[static_cast<std::size_t>(text)];
    similarity.data<float>()[picture * similarity.dim(1) + text] = 1.0f;
  }
  const RecallAt first = recall(similarity, picture_of).front();
  BOOST_TEST(first.image_to_text == 1.0);
  BOOST_TEST(first.text_to_image == 1.0);
}

BOOST_AUTO_TEST_CASE(equal_pictures_are_kept_apart_where_they_must_be) {
  const Albums albums;
  const ImageTextData data = data_of(albums, {"captions"});
  // Rows of picture 0 in four batches, that of picture 1 beside one of them.
  BOOST_TEST(batches_in_order(data, 8, false).size() == 1u);
  BOOST_TEST(batches_in_order(data, 8, true).size() == 4u);
  ImageTextSampler sampler(data, 3, true, 1);
  BOOST_TEST(sampler.batch(0).size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_split_without_examples_is_refused) {
  const Greys none(0);
  const ImageTextData data = data_of(none);
  BOOST_CHECK_THROW(ImageTextSampler(data, 4, false, 1), InputError);
  BOOST_TEST(batches_in_order(data, 4, false).empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
