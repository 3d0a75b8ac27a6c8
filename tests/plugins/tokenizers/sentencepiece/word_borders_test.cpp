#include "plugins/tokenizers/sentencepiece/word_borders.h"

#include <filesystem>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/file.h"
#include "plugins/tokenizers/sentencepiece/piece_model.h"
#include "tests/plugins/tokenizers/sentencepiece/small_model.h"

using namespace graft;
using namespace graft::tests;

namespace {

const std::string kSpace = "\xe2\x96\x81";

std::vector<std::string> parts(std::string_view text, std::size_t size) {
  std::vector<std::string> result;
  for (const std::string_view part : cut_at_words(text, size)) result.emplace_back(part);
  return result;
}

void check(std::string_view text, std::size_t size, const std::vector<std::string>& expected) {
  BOOST_TEST(parts(text, size) == expected, boost::test_tools::per_element());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(word_borders)

BOOST_AUTO_TEST_CASE(texts_are_cut_at_single_spaces_between_words) {
  check("one two three", 1, {"one", "two", "three"});
  check("one two three", 4, {"one two", "three"});
  check("一 二 。 three", 1, {"一", "二", "。", "three"});
}

BOOST_AUTO_TEST_CASE(other_white_space_is_no_border) {
  check("a  b\n c \td\u3000 e", 1, {"a  b\n c \td\u3000 e"});
  check("é f", 1, {"é f"});  // marks and the like may join
  check(" a ", 1, {" a "});
  check("", 1, {""});
}

BOOST_AUTO_TEST_CASE(models_whose_pieces_reach_over_spaces_are_not_cut) {
  const std::string space = piece(kSpace, -5, 1);
  BOOST_TEST(!keeps_to_words(small_model()));  // no piece for the space alone
  BOOST_TEST(keeps_to_words(small_model() + space));
  BOOST_TEST(keeps_to_words(small_model() + space + piece(kSpace + kSpace, -6, 1)));
  BOOST_TEST(!keeps_to_words(small_model() + space + piece("a" + kSpace + "b", -6, 1)));
  BOOST_TEST(!keeps_to_words(small_model() + space + piece("a" + kSpace, -6, 1)));
  // Without a space in front of texts, and with spaces that end words.
  BOOST_TEST(!keeps_to_words(small_model() + space + protobuf_bytes(3, protobuf_number(3, 0))));
  BOOST_TEST(
      !keeps_to_words(small_model() + space + protobuf_bytes(2, std::string("\xc0\x01\x01", 3))));
}

BOOST_AUTO_TEST_CASE(parts_have_the_ids_of_the_whole) {
  const std::string file = GRAFT_SHARED_DIR "/fixtures/tokenizers/t5/spiece.model";
  const std::string text_file = GRAFT_SHARED_DIR "/data/lm/tinyshakespeare/test.txt";
  if (!std::filesystem::exists(file) || !std::filesystem::exists(text_file)) {
    BOOST_TEST_MESSAGE("skipped: no " << file << " or no " << text_file);
    return;
  }
  const PieceModel model(read_file(file), file);
  BOOST_TEST(keeps_to_words(model.bytes()));
  const std::string text = read_file(text_file).substr(0, 5000);
  std::vector<std::int64_t> whole;
  model.encode(text, whole);
  std::vector<std::int64_t> joined;
  for (const std::string_view part : cut_at_words(text, 50)) model.encode(part, joined);
  BOOST_TEST((joined == whole));
}

BOOST_AUTO_TEST_SUITE_END()
