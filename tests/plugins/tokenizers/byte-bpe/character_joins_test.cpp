#include "plugins/tokenizers/byte-bpe/character_joins.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/random.h"

namespace {

/// Tokens with a list of merges, by their bytes.
struct Merges {
  void add(const std::string& left, const std::string& right) {
    list.push_back({token(left), token(right), token(left + right)});
  }
  std::int32_t token(const std::string& text) {
    bytes.push_back(text);
    return static_cast<std::int32_t>(bytes.size() - 1);
  }

  std::vector<graft::Merge> list;
  std::vector<std::string> bytes;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(character_joins)

BOOST_AUTO_TEST_CASE(whole_characters_join_where_a_merge_has_both) {
  Merges merges;
  merges.add("春风", "明月");
  const graft::CharacterJoins joins(merges.list, merges.bytes);
  BOOST_TEST(joins.may_join("风明", 3));
  BOOST_TEST(!joins.may_join("风月", 3));
  BOOST_TEST(!joins.may_join("春风", 3));
  BOOST_TEST(!joins.may_join("明月", 3));
}

BOOST_AUTO_TEST_CASE(parts_of_characters_join_by_one_byte) {
  Merges merges;
  merges.add(" ", "\xe6\x98");         // a space, and the beginning of 明
  merges.add("\x8e", "\xe6\x9c\x88");  // the end of 风, and 月
  const graft::CharacterJoins joins(merges.list, merges.bytes);
  BOOST_TEST(joins.may_join(" 明", 1));
  BOOST_TEST(!joins.may_join("x明", 1));
  BOOST_TEST(joins.may_join("风月", 3));
  BOOST_TEST(joins.may_join("风明", 3));  // a true that is wrong
  BOOST_TEST(!joins.may_join("春月", 3));
}

BOOST_AUTO_TEST_CASE(no_place_is_inside_of_a_character_or_before_ascii) {
  const graft::CharacterJoins joins({}, {});
  BOOST_TEST(joins.may_join("月", 1));
  BOOST_TEST(joins.may_join("月a", 3));
  BOOST_TEST(!joins.may_join("月月", 3));
}

BOOST_AUTO_TEST_CASE(every_merge_is_found_at_its_place) {
  graft::Rng rng(31);
  const std::vector<std::string> parts = {"a", " ", "é", "月", "\x88", "\xe6", "\xe6\x9c", "🙂"};
  const auto text = [&] {
    std::string made;
    for (std::int64_t left = rng.below(3); left >= 0; --left) {
      made += parts[static_cast<std::size_t>(rng.below(std::ssize(parts)))];
    }
    return made;
  };
  for (int round = 0; round < 50; ++round) {
    Merges merges;
    for (int i = 0; i < 20; ++i) merges.add(text(), text());
    const graft::CharacterJoins joins(merges.list, merges.bytes);
    for (const graft::Merge& merge : merges.list) {
      const std::string& left = merges.bytes[static_cast<std::size_t>(merge.left)];
      const std::string& right = merges.bytes[static_cast<std::size_t>(merge.right)];
      const std::string before = text();
      const std::string word = before + left + right + text();
      BOOST_TEST(joins.may_join(word, before.size() + left.size()));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
