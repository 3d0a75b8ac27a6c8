#include "graft/roles/tokenizer.h"

#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"

using namespace graft;

namespace {

/// Six tokens of which some are special.
class SixTokens : public Tokenizer {
 public:
  std::vector<std::int64_t> encode(std::string_view, const EncodeOptions&) const override {
    return {};
  }
  std::string decode(const std::vector<std::int64_t>&, bool) const override { return ""; }
  std::string token(std::int64_t) const override { return ""; }
  std::optional<std::int64_t> id_of(std::string_view) const override { return std::nullopt; }
  std::int64_t vocab_size() const override { return 6; }
  SpecialTokens special_tokens() const override {
    SpecialTokens special;
    special.eos = 1;
    special.sentinels = {4};
    special.all = {5, 77};
    return special;
  }
  void save(const std::string&) const override {}
};

}  // namespace

BOOST_AUTO_TEST_SUITE(tokenizer_role)

BOOST_AUTO_TEST_CASE(every_special_token_counts_as_one_whatever_its_role) {
  const TokenTraits traits = token_traits(SixTokens());
  BOOST_TEST(traits.is_special == (std::vector<bool>{false, true, false, false, true, true}),
             boost::test_tools::per_element());
  BOOST_TEST(traits.vocab_size == 6);
}

BOOST_AUTO_TEST_CASE(without_a_word_rule_every_token_is_a_word) {
  BOOST_TEST(token_traits(SixTokens()).starts_word == std::vector<bool>(6, true),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
