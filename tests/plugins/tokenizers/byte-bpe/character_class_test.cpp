#include "plugins/tokenizers/byte-bpe/character_class.h"

#include <array>
#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "graft/random.h"

namespace {

using graft::CharacterClass;

/// The class of a code point as ICU has its category and properties.
CharacterClass class_by_icu(UChar32 code_point) {
  if (code_point < 0) return CharacterClass::kOther;
  const std::uint32_t category = U_GET_GC_MASK(code_point);
  if (category & U_GC_L_MASK) return CharacterClass::kLetter;
  if (category & U_GC_N_MASK) return CharacterClass::kNumber;
  return u_isUWhiteSpace(code_point) ? CharacterClass::kSpace : CharacterClass::kOther;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(character_class)

BOOST_AUTO_TEST_CASE(every_code_point_has_the_class_of_its_category) {
  const graft::CharacterClasses& classes = graft::character_classes();
  int wrong = 0;
  for (UChar32 code_point = 0; code_point < 0x110000; ++code_point) {
    if (classes.of(static_cast<std::uint32_t>(code_point)) != class_by_icu(code_point)) ++wrong;
  }
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(characters_are_read_as_icu_reads_them) {
  const graft::CharacterClasses& classes = graft::character_classes();
  // The first bytes that may begin something, and bytes on both sides of all borders.
  constexpr std::array<unsigned char, 20> kBytes = {0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f,
                                                    0xa0, 0xbf, 0xc1, 0xc2, 0xdf, 0xe0, 0xe4,
                                                    0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff};
  graft::Rng rng(17);
  for (int round = 0; round < 100'000; ++round) {
    std::string text;
    for (std::int64_t left = 1 + rng.below(5); left > 0; --left) {
      text += static_cast<char>(kBytes[static_cast<std::size_t>(rng.below(kBytes.size()))]);
    }
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    std::size_t end = 0;
    UChar32 code_point = 0;
    U8_NEXT(bytes, end, text.size(), code_point);
    const graft::ClassedCharacter found = classes.at(text, 0);
    BOOST_REQUIRE((found.kind == class_by_icu(code_point)));
    BOOST_REQUIRE(found.end == (code_point < 0 ? 1 : end));
  }
}

BOOST_AUTO_TEST_CASE(behind_the_text_is_its_end) {
  const graft::ClassedCharacter found = graft::character_classes().at("a", 1);
  BOOST_TEST((found.kind == CharacterClass::kEnd));
  BOOST_TEST(found.end == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
