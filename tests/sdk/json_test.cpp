#include "graft/json.h"

#include <bit>
#include <cmath>
#include <limits>
#include <string>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "graft/random.h"
#include "tests/support/damage.h"
#include "tests/support/problem_texts.h"

using namespace graft;

namespace {

/// Whether a number comes back with the same bits.
bool survives(double number) {
  const Value back = parse_json(write_json(Value(number)));
  return back.kind() == Value::Kind::kFloat &&
         std::bit_cast<std::uint64_t>(back.as_double()) == std::bit_cast<std::uint64_t>(number);
}

std::string mistake(const std::string& text) {
  return problem_text([&text] { parse_json(text, "a.json"); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json)

BOOST_AUTO_TEST_CASE(every_double_survives_writing_and_reading) {
  Rng rng(7);
  std::int64_t lost = 0;
  for (int i = 0; i < 150000; ++i) {
    // All magnitudes alike; every tenth has no exponent bits, which makes it denormal.
    std::uint64_t bits = rng.next_u64();
    if (i % 10 == 0) bits &= 0x800fffffffffffffull;
    const auto number = std::bit_cast<double>(bits);
    if (std::isfinite(number) && !survives(number)) ++lost;
  }
  for (int i = 0; i < 50000; ++i) {
    if (!survives(static_cast<double>(rng.uniform()) / 3.0)) ++lost;
  }
  BOOST_TEST(lost == 0);
}

BOOST_AUTO_TEST_CASE(the_ends_of_the_range_survive) {
  using Limits = std::numeric_limits<double>;
  for (const double number : {0.0, -0.0, 1.0, 0.1, Limits::max(), Limits::lowest(), Limits::min(),
                              Limits::denorm_min(), -Limits::denorm_min(), 0x1p63, 0x1p64}) {
    BOOST_TEST(survives(number), number);
  }
}

BOOST_AUTO_TEST_CASE(numbers_beyond_a_double_become_infinite_or_zero) {
  BOOST_TEST(parse_json("1e999").as_double() == std::numeric_limits<double>::infinity());
  BOOST_TEST(parse_json("-1e999").as_double() == -std::numeric_limits<double>::infinity());
  BOOST_TEST(parse_json("1e-999").as_double() == 0.0);
}

BOOST_AUTO_TEST_CASE(integers_stay_integers_up_to_64_bits) {
  BOOST_TEST(parse_json("9223372036854775807").as_int() ==
             std::numeric_limits<std::int64_t>::max());
  BOOST_TEST(parse_json("-9223372036854775808").as_int() ==
             std::numeric_limits<std::int64_t>::min());
  BOOST_TEST(parse_json("9223372036854775808").as_double() == 0x1p63);
  BOOST_TEST(parse_json("18446744073709551616").as_double() == 0x1p64);
}

BOOST_AUTO_TEST_CASE(a_tree_survives_writing_and_reading) {
  const std::string text = R"({"a": [1, 2.5, null, true], "b": {"": "\"\\\n\u0001é"}, "c": []})";
  const Value value = parse_json(text);
  BOOST_TEST((parse_json(write_json(value)) == value));
  BOOST_TEST((parse_json(write_json(value, 2)) == value));
  BOOST_TEST(write_json(value) == text);
}

BOOST_AUTO_TEST_CASE(lone_surrogates_become_the_replacement_character) {
  BOOST_TEST(parse_json(R"("\ud83d\ude42 \ud83d \\ud83d")").as_string() == "🙂 \ufffd \\ud83d");
}

BOOST_AUTO_TEST_CASE(a_key_given_twice_is_named) {
  BOOST_TEST(mistake("{\"a\": 1,\n \"a\": 2}")
                 .ends_with("error: not valid JSON: the key \"a\" appears twice"));
  BOOST_TEST(mistake("{\"\": 1, \"\": 2}").ends_with("the key \"\" appears twice"));
}

BOOST_AUTO_TEST_CASE(mistakes_are_named_with_their_place) {
  BOOST_TEST(mistake("[1,\n 2,]").starts_with("a.json:2:4: error: not valid JSON: "));
  BOOST_TEST(mistake("[1] 2") == "a.json:1:5: error: not valid JSON: text after the end");
  BOOST_TEST(mistake("[\"\xff\"]") ==
             "a.json:1:3: error: the text is not valid UTF-8; convert it to UTF-8");
  BOOST_TEST(mistake("").starts_with("a.json:1:1: error: not valid JSON: "));
  BOOST_TEST(mistake(std::string(300, '[')).starts_with("a.json:1:"));
}

BOOST_AUTO_TEST_CASE(damaged_text_is_read_or_refused_and_nothing_else) {
  const std::string whole =
      R"({"a": [1, -2.5e-3, true, null], "b": {"c": "\u4f60\ud83d\ude00\n"}, "d": ""})";
  Rng rng(7);
  int refused = 0;
  for (int i = 0; i < 50000; ++i) {
    try {
      parse_json(damaged(whole, rng), "d.json");
    } catch (const InputError&) {
      ++refused;
    }
  }
  BOOST_TEST(refused > 5000);
}

BOOST_AUTO_TEST_SUITE_END()
