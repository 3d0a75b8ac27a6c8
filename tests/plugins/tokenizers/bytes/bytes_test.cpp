#include "plugins/tokenizers/bytes/bytes.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "graft/file.h"
#include "tests/support/temporary_folder.h"

namespace {

using Ids = std::vector<std::int64_t>;

graft::Bytes with_end_of_text() {
  graft::BytesOptions options;
  options.end_of_text = true;
  return graft::Bytes(options);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bytes)

BOOST_AUTO_TEST_CASE(ids_are_byte_values) {
  const graft::Bytes tokenizer{graft::BytesOptions{}};
  const Ids ids = tokenizer.encode("a\n你<|endoftext|>", {});
  BOOST_TEST(Ids(ids.begin(), ids.begin() + 5) == (Ids{97, 10, 0xe4, 0xbd, 0xa0}),
             boost::test_tools::per_element());
  BOOST_TEST(ids.size() == 18u);
  BOOST_TEST(tokenizer.decode(ids, true) == "a\n你<|endoftext|>");
  BOOST_TEST(tokenizer.vocab_size() == 256);
  BOOST_TEST(!tokenizer.special_tokens().eos.has_value());
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_character_decode_to_replacement_characters) {
  const graft::Bytes tokenizer{graft::BytesOptions{}};
  BOOST_TEST(tokenizer.decode({0xe4, 0xbd, 'z', 0xff}, false) == "\ufffdz\ufffd");
}

BOOST_AUTO_TEST_CASE(end_of_text_is_parsed_only_when_asked_for) {
  const graft::Bytes tokenizer = with_end_of_text();
  BOOST_TEST(tokenizer.vocab_size() == 257);
  BOOST_TEST(tokenizer.special_tokens().eos.value() == 256);
  BOOST_TEST(tokenizer.encode("a<|endoftext|>b", {}) == (Ids{97, 256, 98}),
             boost::test_tools::per_element());
  const Ids plain = tokenizer.encode("<|endoftext|>", {.parse_special_tokens = false});
  BOOST_TEST(plain.size() == 13u);
  BOOST_TEST(tokenizer.decode({97, 256}, false) == "a<|endoftext|>");
  BOOST_TEST(tokenizer.decode({97, 256}, true) == "a");
}

BOOST_AUTO_TEST_CASE(every_token_has_a_name_that_finds_it) {
  const graft::Bytes tokenizer = with_end_of_text();
  for (std::int64_t id = 0; id < tokenizer.vocab_size(); ++id) {
    BOOST_TEST(tokenizer.id_of(tokenizer.token(id)).value() == id);
  }
  BOOST_TEST(tokenizer.token('\n') == "<0x0A>");
  BOOST_TEST(!tokenizer.id_of("ab").has_value());
}

BOOST_AUTO_TEST_CASE(unknown_ids_are_refused) {
  const graft::Bytes tokenizer{graft::BytesOptions{}};
  BOOST_CHECK_THROW(tokenizer.token(256), graft::InputError);
  BOOST_CHECK_THROW(tokenizer.decode({-1}, false), graft::InputError);
}

BOOST_AUTO_TEST_CASE(words_begin_with_what_is_no_letter_and_with_han_characters) {
  const graft::Bytes tokenizer = with_end_of_text();
  for (const int id : {0x20, 0x0a, 0x2c, 0xe5, 256}) BOOST_TEST(tokenizer.starts_word(id), id);
  for (const int id : {0x61, 0x5a, 0x37, 0x80, 0xbf, 0xc3}) {
    BOOST_TEST(!tokenizer.starts_word(id), id);
  }
}

BOOST_AUTO_TEST_CASE(a_saved_tokenizer_loads) {
  const graft::TemporaryFolder folder;
  with_end_of_text().save(folder.path());
  BOOST_TEST(graft::Bytes::load(folder.path())->vocab_size() == 257);
}

BOOST_AUTO_TEST_CASE(a_wrong_file_is_named_with_the_nearest_key) {
  const graft::TemporaryFolder folder;
  graft::write_file(folder.path() + "/bytes_tokenizer.json", "{\n  \"end_of_txt\": true\n}\n");
  try {
    graft::Bytes::load(folder.path());
    BOOST_ERROR("expected an InputError");
  } catch (const graft::InputError& error) {
    const std::string message = error.what();
    BOOST_TEST(message.find("bytes_tokenizer.json: error: ") != std::string::npos);
    BOOST_TEST(message.find("did you mean `end_of_text`?") != std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
