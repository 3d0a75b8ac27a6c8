#include "graft/text/vocabulary.h"

#include <string>
#include <utility>

#include <boost/test/unit_test.hpp>

namespace {

using graft::Vocabulary;

std::string mistake_of(std::optional<std::string> mistake) {
  return mistake ? std::move(*mistake) : "none";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(vocabulary)

BOOST_AUTO_TEST_CASE(tokens_and_ids_are_found_both_ways) {
  Vocabulary vocabulary;
  BOOST_TEST(!vocabulary.add("a", 2).has_value());
  BOOST_TEST(!vocabulary.add(std::string("\0", 1), 0).has_value());
  BOOST_TEST(vocabulary.id_of("a").value() == 2);
  BOOST_TEST(vocabulary.id_of(std::string_view("\0", 1)).value() == 0);
  BOOST_TEST(*vocabulary.token(2) == "a");
  BOOST_TEST(!vocabulary.id_of("b").has_value());
}

BOOST_AUTO_TEST_CASE(ids_may_have_gaps) {
  Vocabulary vocabulary;
  vocabulary.add("a", 2);
  BOOST_TEST(vocabulary.size() == 3);
  for (const std::int64_t id : {-1, 0, 1, 3}) BOOST_TEST(vocabulary.token(id) == nullptr);
}

BOOST_AUTO_TEST_CASE(tokens_stay_where_they_are_when_it_grows_and_moves) {
  Vocabulary vocabulary;
  vocabulary.add("first", 0);
  const std::string* const first = vocabulary.token(0);
  for (int id = 1; id < 1000; ++id) vocabulary.add("token" + std::to_string(id), id);
  const Vocabulary moved = std::move(vocabulary);
  BOOST_TEST(moved.token(0) == first);
  BOOST_TEST(*moved.token(999) == "token999");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_added_is_said) {
  Vocabulary vocabulary;
  vocabulary.add("a", 0);
  BOOST_TEST(mistake_of(vocabulary.add("", 1)) == "the empty string is no token");
  BOOST_TEST(mistake_of(vocabulary.add("b", 0)) == "tokens \"a\" and \"b\" both have id 0");
  BOOST_TEST(mistake_of(vocabulary.add("a", 1)) == "token \"a\" has the ids 0 and 1");
  BOOST_TEST(mistake_of(vocabulary.add("b", -1)) == "token \"b\" has id -1, expected 0 to 4194303");
  BOOST_TEST(
      mistake_of(vocabulary.add("b", Vocabulary::kMaxId + 1)).starts_with("token \"b\" has"));
  BOOST_TEST(vocabulary.size() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
