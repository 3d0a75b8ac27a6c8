#include "plugins/tokenizers/byte-bpe/byte_alphabet.h"

#include <set>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(byte_alphabet)

BOOST_AUTO_TEST_CASE(printable_bytes_spell_themselves_and_others_have_stand_ins) {
  BOOST_TEST(graft::spell_bytes("a~") == "a~");
  BOOST_TEST(graft::spell_bytes(" ") == "Ġ");
  BOOST_TEST(graft::spell_bytes("\n\t") == "Ċĉ");
  BOOST_TEST(graft::spell_bytes("é") == "Ã©");
  BOOST_TEST(graft::spell_bytes({"\0\xad", 2}) == "ĀŃ");
}

BOOST_AUTO_TEST_CASE(every_byte_comes_back) {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  BOOST_TEST(graft::read_spelling(graft::spell_bytes(bytes)).value() == bytes);
}

BOOST_AUTO_TEST_CASE(characters_outside_the_alphabet_spell_nothing) {
  for (const char* const text : {" ", "\n", "你", "ń…", "\xc4", "\xad", "\xf0\x9f", "ń\x80"}) {
    BOOST_TEST(!graft::read_spelling(text).has_value());
  }
}

BOOST_AUTO_TEST_CASE(order_is_that_of_gpt2) {
  const std::string& order = graft::byte_order();
  BOOST_TEST(std::set<char>(order.begin(), order.end()).size() == 256u);
  BOOST_TEST(order.substr(0, 3) == "!\"#");
  BOOST_TEST(order.substr(94, 2) == "\xa1\xa2");
  BOOST_TEST(order[188] == '\0');
  BOOST_TEST(order[220] == ' ');
}

BOOST_AUTO_TEST_SUITE_END()
