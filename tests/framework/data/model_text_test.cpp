#include "framework/data/model_text.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/plugins/tiny/architecture.h"
#include "tests/plugins/tiny/tokenizer.h"

namespace graft {
namespace {

using Ids = std::vector<std::int64_t>;

/// Reads texts of up to six tokens, between the tokens 1 and 2.
class Framing : public Tiny {
 public:
  explicit Framing(Rng& rng) : Tiny({.max_positions = 6, .vocab_size = 129}, HeadSpec{}, rng) {}

  Ids frame_text(const Ids& ids, const SpecialTokens&) const override {
    Ids result = {1};
    result.insert(result.end(), ids.begin(), ids.end());
    result.push_back(2);
    return result;
  }
};

/// Puts the token 127 in front of a text itself.
class Framed : public Letters {
 public:
  TokenizedInput assemble(const Ids& first, const Ids* second) const override {
    TokenizedInput input = Letters::assemble(first, second);
    input.ids.insert(input.ids.begin(), 127);
    return input;
  }
};

ModelText read(const std::string& text, const Tokenizer& tokenizer) {
  Rng rng(1);
  return model_text(text, tokenizer, Framing(rng));
}

constexpr auto kEach = boost::test_tools::per_element();

}  // namespace

BOOST_AUTO_TEST_SUITE(texts_of_a_model)

BOOST_AUTO_TEST_CASE(the_model_frames_what_the_tokenizer_does_not) {
  BOOST_TEST(read("ab", Letters()).ids == (Ids{1, 'a', 'b', 2}), kEach);
  BOOST_TEST(read("ab", Framed()).ids == (Ids{127, 'a', 'b'}), kEach);
}

BOOST_AUTO_TEST_CASE(long_texts_are_cut_inside_of_their_frame) {
  const ModelText cut = read("abcdefgh", Letters());
  BOOST_TEST(cut.is_cut);
  BOOST_TEST(cut.ids == (Ids{1, 'a', 'b', 'c', 'd', 2}), kEach);
  BOOST_TEST(read("abcdefgh", Framed()).ids == (Ids{127, 'a', 'b', 'c', 'd', 'e'}), kEach);
  BOOST_TEST(!read("abcd", Letters()).is_cut);
}

BOOST_AUTO_TEST_CASE(rows_are_filled_with_padding_else_with_the_end) {
  BOOST_TEST(padding_id(Letters()) == 128);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
