#include "framework/generate/text_stream.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/file.h"

namespace {

using Ids = std::vector<std::int64_t>;
using Strings = std::vector<std::string>;

/// One token per byte; a byte that belongs to no character comes out as U+FFFD.
class ByteTokens : public graft::Tokenizer {
 public:
  Ids encode(std::string_view text, const graft::EncodeOptions&) const override {
    Ids ids;
    for (const char c : text) ids.push_back(static_cast<unsigned char>(c));
    return ids;
  }
  std::string decode(const Ids& ids, bool) const override {
    num_decoded += ids.size();
    std::string bytes;
    for (const std::int64_t id : ids) bytes += static_cast<char>(id);
    for (std::size_t wrong = 0; !graft::is_valid_utf8(bytes, &wrong);) {
      bytes.replace(wrong, 1, "\xEF\xBF\xBD");
    }
    return bytes;
  }
  std::string token(std::int64_t) const override { return ""; }
  std::optional<std::int64_t> id_of(std::string_view) const override { return std::nullopt; }
  std::int64_t vocab_size() const override { return 256; }
  graft::SpecialTokens special_tokens() const override { return {}; }
  void save(const std::string&) const override {}

  mutable std::size_t num_decoded = 0;  // tokens, those that were decoded again too
};

/// What the stream emits for each byte of `text`, then at the end.
Strings emitted(const std::string& prompt, const std::string& text, const Strings& stops) {
  const ByteTokens tokenizer;
  graft::TextStream stream(tokenizer, tokenizer.encode(prompt, {}), stops);
  Strings parts;
  for (const std::int64_t id : tokenizer.encode(text, {})) {
    parts.push_back(stream.add(id));
    if (stream.has_stopped()) break;
  }
  parts.push_back(stream.finish());
  return parts;
}

std::string joined(const Strings& parts) {
  std::string text;
  for (const std::string& part : parts) text += part;
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(text_stream)

BOOST_AUTO_TEST_CASE(text_comes_out_as_it_arrives) {
  BOOST_TEST(emitted("Once", " up", {}) == (Strings{" ", "u", "p", ""}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(characters_are_never_cut) {
  BOOST_TEST(emitted("山", "水a", {}) == (Strings{"", "", "水", "a", ""}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(bytes_that_never_become_a_character_come_out_at_the_end) {
  BOOST_TEST(joined(emitted("", "ok\xe6\xb0", {})) == "ok\xEF\xBF\xBD\xEF\xBF\xBD");
  BOOST_TEST(joined(emitted("", "\xe6z", {})) == "\xEF\xBF\xBDz");
}

BOOST_AUTO_TEST_CASE(a_stop_text_ends_it_and_is_not_shown) {
  const Strings parts = emitted("Q\nA\n", "yes\nQ", {"\nQ", "###"});
  BOOST_TEST(parts == (Strings{"y", "e", "s", "", "", ""}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_beginning_of_a_stop_text_is_held_back_until_it_is_none) {
  BOOST_TEST(emitted("", "a##b", {"###"}) == (Strings{"a", "", "", "##b", ""}),
             boost::test_tools::per_element());
  BOOST_TEST(emitted("", "a##", {"###"}) == (Strings{"a", "", "", "##"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(stop_texts_in_the_prompt_do_not_count) {
  BOOST_TEST(joined(emitted("stop", "ping", {"stop"})) == "ping");
}

BOOST_AUTO_TEST_CASE(a_character_that_the_prompt_leaves_unfinished_belongs_to_the_new_text) {
  BOOST_TEST(joined(emitted("ab\xe6\xb0", "\xb4z", {})) == "水z");
  BOOST_TEST(joined(emitted("ab\xe6", "\xb0\xb4z", {"z"})) == "水");
  BOOST_TEST(joined(emitted("ab\xe6", "z", {})) == "z");
  BOOST_TEST(joined(emitted("ab\xEF\xBF\xBD", "z", {})) == "z");

  const ByteTokens tokenizer;
  const graft::GeneratedText text =
      graft::generated_text(tokenizer, tokenizer.encode("ab水z", {}), 4, {"z"});
  BOOST_TEST(text.prompt == "ab");
  BOOST_TEST(text.continuation == "水");
}

BOOST_AUTO_TEST_CASE(a_long_text_costs_no_more_for_each_token_than_a_short_one) {
  const ByteTokens tokenizer;
  graft::TextStream stream(tokenizer, tokenizer.encode("Once", {}), {"never"});
  std::string text;
  constexpr std::size_t kTokens = 2000;
  for (std::size_t i = 0; i < kTokens; ++i) {
    text += stream.add(static_cast<std::int64_t>('a' + i % 13));
  }
  BOOST_TEST((text + stream.finish()).size() == kTokens);
  BOOST_TEST(tokenizer.num_decoded < 40 * kTokens);
}

BOOST_AUTO_TEST_CASE(a_stop_text_is_found_wherever_it_stands) {
  for (std::size_t before = 0; before < 60; ++before) {
    const std::string text = std::string(before, 'a') + "水 stop ab";
    BOOST_TEST(joined(emitted("stop", text, {"水 stop"})) == std::string(before, 'a'));
  }
}

BOOST_AUTO_TEST_CASE(a_continuation_is_what_follows_the_prompt_up_to_the_first_stop) {
  const ByteTokens tokenizer;
  const Ids ids = tokenizer.encode("你好吗? no. yes.", {});
  BOOST_TEST(graft::generated_text(tokenizer, ids, 9, {}).continuation == "? no. yes.");
  BOOST_TEST(graft::generated_text(tokenizer, ids, 9, {"yes", ". "}).continuation == "? no");
}

BOOST_AUTO_TEST_SUITE_END()
