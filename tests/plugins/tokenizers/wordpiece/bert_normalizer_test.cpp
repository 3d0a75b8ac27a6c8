#include "plugins/tokenizers/wordpiece/bert_normalizer.h"

#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "graft/random.h"

namespace {

using graft::BertNormalizer;
using graft::BertNormalizerOptions;
using namespace std::string_literals;

std::string normalize(const std::string& text, const BertNormalizerOptions& options = {}) {
  return BertNormalizer(options).normalize(text);
}

BertNormalizerOptions cased() {
  BertNormalizerOptions options;
  options.lowercase = false;
  return options;
}

/// Strips accents from a whole text at once.
std::string strip_whole(const std::string& text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2& nfd = *icu::Normalizer2::getNFDInstance(error);
  const icu::UnicodeString decomposed = nfd.normalize(icu::UnicodeString::fromUTF8(text), error);
  BOOST_REQUIRE(U_SUCCESS(error));
  icu::UnicodeString kept;
  for (std::int32_t i = 0; i < decomposed.length(); i = decomposed.moveIndex32(i, 1)) {
    const UChar32 code_point = decomposed.char32At(i);
    if (u_charType(code_point) != U_NON_SPACING_MARK) kept.append(code_point);
  }
  std::string result;
  return kept.toUTF8String(result);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bert_normalizer)

BOOST_AUTO_TEST_CASE(control_characters_go_and_white_space_becomes_spaces) {
  BOOST_TEST(normalize("a\0b\x07\x7f\u0085\u200d\ufeff\ue000\ufffdz"s) == "abz");
  BOOST_TEST(normalize("a\tb\nc\rd\u00a0e\u3000f\u2028g") == "a b c d e f g");
  BOOST_TEST(normalize("a\vb\fc") == "abc");  // controls, too
  BertNormalizerOptions unclean;
  unclean.clean_text = false;
  BOOST_TEST(normalize("a\x07\tb\0"s, unclean) == "a\x07\tb\0"s);
}

BOOST_AUTO_TEST_CASE(characters_that_are_not_assigned_stay) {
  BOOST_TEST(normalize("\u0378a") == "\u0378a");
}

BOOST_AUTO_TEST_CASE(bytes_that_form_no_character_go_as_replacement_characters_do) {
  BOOST_TEST(normalize("a\xff\xe4\xbd z\xc3") == "a z");
  BertNormalizerOptions unclean;
  unclean.clean_text = false;
  BOOST_TEST(normalize("a\xffz", unclean) == "a\ufffdz");
}

BOOST_AUTO_TEST_CASE(chinese_characters_stand_apart) {
  BOOST_TEST(normalize("我love你") == " 我 love 你 ");
  BOOST_TEST(normalize("かなカナ한") == normalize("かなカナ") + "\u1112\u1161\u11ab");
  BOOST_TEST(normalize("\U00020000\uf900") == " \U00020000  \u8c48 ");
  BertNormalizerOptions together;
  together.tokenize_chinese_chars = false;
  BOOST_TEST(normalize("我love你", together) == "我love你");
}

BOOST_AUTO_TEST_CASE(accents_and_case_go_together_or_alone) {
  const std::string text = "Ünï\u0301CÖDE İ ẞ Σ";
  BOOST_TEST(normalize(text) == "unicode i ß σ");
  BOOST_TEST(normalize(text, cased()) == text);
  BertNormalizerOptions accents = cased();
  accents.strip_accents = true;
  BOOST_TEST(normalize(text, accents) == "UniCODE I ẞ Σ");
  BertNormalizerOptions lower;
  lower.strip_accents = false;
  BOOST_TEST(normalize(text, lower) == "ünï\u0301cöde i\u0307 ß σ");
}

BOOST_AUTO_TEST_CASE(stripping_is_that_of_the_whole_text_decomposed) {
  // Marks of several classes, some of them no accents; characters that decompose; Hangul.
  const std::vector<std::string> parts = {
      "a",          "E",      " ",      "ü",          "ệ",          "가",         "각",
      "\u0301",     "\u0323", "\u302e", "\u302f",     "\U0001d165", "\U0001d16e", "\U0001d15e",
      "\U0001d160", "\u0344", "\u0f73", "\u093f",     "\u0941",     "क\u093c",    "\u2260",
      "\u037e",     "\u2000", "\u1fef", "\U00016ff0", "ζ"};
  BertNormalizerOptions options = cased();
  options.strip_accents = true;
  options.tokenize_chinese_chars = false;
  options.clean_text = false;
  const BertNormalizer normalizer(options);
  graft::Rng rng(3);
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (std::int64_t i = 1 + rng.below(12); i > 0; --i) {
      text += parts[static_cast<std::size_t>(rng.below(std::ssize(parts)))];
    }
    BOOST_TEST(normalizer.normalize(text) == strip_whole(text), "for " << text);
  }
}

BOOST_AUTO_TEST_CASE(dropped_characters_do_not_keep_marks_apart) {
  BertNormalizerOptions options = cased();
  options.strip_accents = true;
  // Classes 224 and 216: the second comes first, whatever was between them.
  BOOST_TEST(normalize("a\u302e\u200d\U0001d165", options) == "a\U0001d165\u302e");
}

BOOST_AUTO_TEST_CASE(kinds_are_those_of_what_a_character_becomes) {
  const BertNormalizer normalizer{BertNormalizerOptions{}};
  const auto kind_of = [&normalizer](std::string_view text) {
    graft::NormalizedText characters(normalizer, text);
    graft::NormalizedCharacter character;
    BOOST_REQUIRE(characters.next(character));
    return character.kind;
  };
  using graft::CharacterKind;
  for (const char* const sign :
       {"$", "`", "~", "^", "_", "。", "—", "\u2260", "\u037e", "\u1fef"}) {
    BOOST_TEST((kind_of(sign) == CharacterKind::kPunctuation), sign);
  }
  for (const char* const letter : {"a", "7", "é", "€", "½", "\u0378", "한"}) {
    BOOST_TEST((kind_of(letter) == CharacterKind::kWord), letter);
  }
  BOOST_TEST((kind_of("\u2003") == CharacterKind::kSpace));
  BOOST_TEST((kind_of("\uf900") == CharacterKind::kIdeograph));
}

BOOST_AUTO_TEST_SUITE_END()
