#include "plugins/tokenizers/byte-bpe/clip_normalizer.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "graft/random.h"

namespace {

using graft::normalize_clip;
using namespace std::string_literals;

/// The same by normalizing the whole text at once.
std::string normalize_whole(const std::string& text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2& nfc = *icu::Normalizer2::getNFCInstance(error);
  const icu::UnicodeString composed = nfc.normalize(icu::UnicodeString::fromUTF8(text), error);
  BOOST_REQUIRE(U_SUCCESS(error));
  icu::UnicodeString result;
  for (std::int32_t i = 0; i < composed.length(); i = composed.moveIndex32(i, 1)) {
    const UChar32 code_point = composed.char32At(i);
    const bool goes_on = !result.isEmpty() && result.charAt(result.length() - 1) == ' ';
    if (!u_isUWhiteSpace(code_point)) {
      result.append(u_tolower(code_point));
    } else if (!goes_on) {
      result.append(static_cast<UChar>(' '));
    }
  }
  std::string utf8;
  return result.toUTF8String(utf8);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(clip_normalizer)

BOOST_AUTO_TEST_CASE(white_space_is_one_space) {
  BOOST_TEST(normalize_clip("  A\t\nB\u3000 \u00a0c\u0085") == " a b c ");
  BOOST_TEST(normalize_clip("") == "");
  BOOST_TEST(normalize_clip("\u2028") == " ");
}

BOOST_AUTO_TEST_CASE(texts_are_composed_and_then_in_lower_case) {
  BOOST_TEST(normalize_clip("Cafe\u0301 ÅNGSTRO\u0308M") == "café ångström");
  BOOST_TEST(normalize_clip("\u1112\u1161\u11ab") == "한");
  BOOST_TEST(normalize_clip("İ") == "i\u0307");
  BOOST_TEST(normalize_clip("J\u030c") == "j\u030c");  // only the small one composes
  BOOST_TEST(normalize_clip("ΣΑΣ") == "σασ");
}

BOOST_AUTO_TEST_CASE(bytes_that_form_no_character_stay) {
  BOOST_TEST(normalize_clip("A\xff\xe4\xbdZ\xc3") == "a\xff\xe4\xbdz\xc3");
  BOOST_TEST(normalize_clip("E\xff\u0301") == "e\xff\u0301");
  BOOST_TEST(normalize_clip("A\0B"s) == "a\0b"s);
}

BOOST_AUTO_TEST_CASE(stretches_give_what_the_whole_text_gives) {
  const std::vector<std::string> parts = {"a",      "E",      " ",      "\n",     "ü",      "각",
                                          "\u0301", "\u0323", "\u0344", "\u0f73", "\u3099", "か",
                                          "\u1161", "\u11a8", "ᄀ",     "\u3000", "Ω",      "K"};
  graft::Rng rng(3);
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (std::int64_t i = 1 + rng.below(12); i > 0; --i) {
      text += parts[static_cast<std::size_t>(rng.below(std::ssize(parts)))];
    }
    BOOST_TEST(normalize_clip(text) == normalize_whole(text), "for " << text);
  }
}

BOOST_AUTO_TEST_CASE(many_marks_are_put_in_order_as_few_are) {
  const std::vector<std::string> marks = {"\u0301", "\u0323", "\u0344", "\u0f73", "\u302e"};
  graft::Rng rng(4);
  for (int round = 0; round < 20; ++round) {
    std::string text = "é";
    for (int i = 0; i < 80; ++i) text += marks[static_cast<std::size_t>(rng.below(5))];
    BOOST_TEST(normalize_clip(text) == normalize_whole(text));
  }
}

BOOST_AUTO_TEST_CASE(long_runs_of_marks_take_no_long_time) {
  for (const std::string& piece : {"\u0301\u0323"s, "\u0f73"s, "a\u0301"s}) {
    std::string text;
    while (text.size() < 300'000) text += piece;
    BOOST_TEST(!normalize_clip(text).empty());
  }
}

BOOST_AUTO_TEST_SUITE_END()
