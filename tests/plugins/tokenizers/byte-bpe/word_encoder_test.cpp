#include "plugins/tokenizers/byte-bpe/word_encoder.h"

#include <array>
#include <numeric>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace {

using Ids = std::vector<std::int32_t>;

graft::WordEncoder::ByteTokens byte_tokens() {
  graft::WordEncoder::ByteTokens tokens{};
  std::iota(tokens.begin(), tokens.end(), 0);
  return tokens;
}

/// Merges of "月", of its first byte and the last one of "日", and of "ab".
struct Fixture {
  Fixture() {
    for (int byte = 0; byte < 256; ++byte) bytes.emplace_back(1, static_cast<char>(byte));
    add(0xe6, 0x9c);
    add(256, 0x88);
    add(0xa5, 0xe6);
    add('a', 'b');
  }

  void add(std::int32_t left, std::int32_t right) {
    const auto result = static_cast<std::int32_t>(bytes.size());
    bytes.push_back(bytes[static_cast<std::size_t>(left)] + bytes[static_cast<std::size_t>(right)]);
    merges.push_back({left, right, result});
  }

  /// The parts of a word.
  std::vector<std::string> parts(const graft::WordEncoder& encoder, std::string_view word) const {
    std::vector<std::string> result;
    while (!word.empty()) {
      result.emplace_back(word.substr(0, encoder.part_size(word)));
      word.remove_prefix(result.back().size());
    }
    return result;
  }

  std::vector<std::string> bytes;
  std::vector<graft::Merge> merges;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(word_encoder, Fixture)

BOOST_AUTO_TEST_CASE(bytes_become_tokens_and_merge) {
  const graft::WordEncoder encoder(merges, byte_tokens(), byte_tokens(), bytes);
  Ids ids;
  encoder.encode("xab月", ids);
  BOOST_TEST(ids == (Ids{'x', 259, 257}), boost::test_tools::per_element());
  encoder.encode("a", ids);
  BOOST_TEST(ids == (Ids{'a'}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(words_fall_into_parts_where_no_merge_joins_characters) {
  const graft::WordEncoder encoder(merges, byte_tokens(), byte_tokens(), bytes);
  BOOST_TEST(parts(encoder, "ab月é月") == (std::vector<std::string>{"ab", "月", "é", "月"}),
             boost::test_tools::per_element());
  // "日" ends as a merge does that goes on with the first byte of "月".
  BOOST_TEST(parts(encoder, "日月日") == (std::vector<std::string>{"日月", "日"}),
             boost::test_tools::per_element());
  BOOST_TEST(parts(encoder, "xxab") == (std::vector<std::string>{"xxab"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(last_bytes_with_tokens_of_their_own_keep_words_whole) {
  auto last = byte_tokens();
  bytes.emplace_back("b");
  last['b'] = static_cast<std::int32_t>(bytes.size() - 1);
  const graft::WordEncoder encoder(merges, byte_tokens(), last, bytes);
  Ids ids;
  encoder.encode("bab", ids);
  BOOST_TEST(ids == (Ids{'b', 'a', 260}), boost::test_tools::per_element());
  BOOST_TEST(parts(encoder, "月é") == (std::vector<std::string>{"月é"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(bytes_without_a_token_keep_words_whole) {
  auto tokens = byte_tokens();
  tokens[0xc3] = 'x';
  const graft::WordEncoder encoder(merges, tokens, tokens, bytes);
  BOOST_TEST(parts(encoder, "月é") == (std::vector<std::string>{"月é"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
