#include "plugins/tokenizers/sentencepiece/model_check.h"

#include <cstring>
#include <filesystem>
#include <string>
#include <utility>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "graft/file.h"
#include "plugins/tokenizers/sentencepiece/sentencepiece.h"
#include "tests/plugins/tokenizers/sentencepiece/small_model.h"
#include "tests/support/damage.h"
#include "tests/support/problem_texts.h"

using namespace graft;
using namespace graft::tests;

namespace {

std::string mistake(const std::string& model) {
  return problem_text([&model] { check_sentencepiece_model(model, "m"); });
}

std::string said(const std::string& message) {
  return "m: error: " + message + "; take the file from where the model was published";
}

/// The small model with these normalization rules.
std::string with_rules(const std::string& rules) {
  return small_model() + protobuf_bytes(3, protobuf_bytes(2, rules));
}

SentencePiece loaded(const std::string& bytes) {
  PieceModel model(bytes, "m");
  SentencePieceSettings settings;
  settings.tokenizer_class = "LlamaTokenizer";
  TokenInventory tokens = new_tokens(model, settings, {});
  return {std::move(model), settings, std::move(tokens)};
}

std::string unit(std::uint32_t value) {
  std::string bytes(4, '\0');
  std::memcpy(bytes.data(), &value, 4);
  return bytes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sentencepiece_model_check)

BOOST_AUTO_TEST_CASE(a_whole_model_passes) { BOOST_TEST(mistake(small_model()) == "no error"); }

BOOST_AUTO_TEST_CASE(every_kind_of_mistake_is_named) {
  BOOST_TEST(mistake("") == said("has no pieces"));
  BOOST_TEST(mistake("not a model") ==
             said("is no SentencePiece model: its fields do not fit into it"));
  BOOST_TEST(mistake(small_model().substr(0, 20)) ==
             said("is no SentencePiece model: its fields do not fit into it"));
  BOOST_TEST(mistake(small_model() + piece("b", 0, 1)) == said("piece 7 repeats \"b\""));
  BOOST_TEST(mistake(small_model() + piece("", 0, 1)) == said("piece 7 is empty"));
  BOOST_TEST(mistake(small_model() + piece("\xff", 0, 1)) == said("piece 7 is not UTF-8"));
  BOOST_TEST(mistake(small_model() + piece(std::string("x\0", 2), 0, 1)) ==
             said("piece 7 holds a zero byte"));
  BOOST_TEST(mistake(small_model() + piece("x", 1.0f / 0.0f, 1)) ==
             said("piece 7 has no finite score"));
  BOOST_TEST(mistake(small_model() + piece("x", 0, 9)) ==
             said("piece 7 has a type that does not exist"));
  BOOST_TEST(mistake(small_model() + piece("x", 0, 2)) ==
             said("has 2 pieces for the unknown, expected one"));
  BOOST_TEST(mistake(small_model() + protobuf_bytes(2, protobuf_number(3, 7))) ==
             said("is of a type that does not exist"));
}

BOOST_AUTO_TEST_CASE(normalization_rules_that_lead_out_of_themselves_are_refused) {
  BOOST_TEST(mistake(with_rules("abc")) == said("the normalization rules are cut short"));
  BOOST_TEST(mistake(with_rules(unit(400) + "x")) ==
             said("the tree of normalization rules has no possible size"));
  BOOST_TEST(mistake(with_rules(unit(4) + unit(0) + "x")) ==
             said("the texts of the normalization rules have no end"));
  BOOST_TEST(mistake(with_rules(unit(4) + unit(0xffffffffu) + std::string("x\0", 2))) ==
             said("the tree of normalization rules leads out of itself"));
}

BOOST_AUTO_TEST_CASE(damaged_models_are_refused_or_work) {
  Rng rng(1);
  std::string original = small_model();
  for (int i = 0; i < 3000; ++i) {
    const std::string model = damaged(original, rng);
    try {
      const auto tokenizer = loaded(model);
      (void)tokenizer.decode(tokenizer.encode("ab a 月 zz", {}), false);
    } catch (const InputError&) {
    }
  }
}

BOOST_AUTO_TEST_CASE(damaged_published_models_are_refused_or_work) {
  const std::string file = GRAFT_SHARED_DIR "/fixtures/tokenizers/t5/spiece.model";
  if (!std::filesystem::exists(file)) {
    BOOST_TEST_MESSAGE("skipped: no " << file);
    return;
  }
  const std::string original = read_file(file);
  BOOST_TEST(mistake(original) == "no error");
  Rng rng(2);
  int refused = 0;
  for (int i = 0; i < 60; ++i) {
    const std::string model = damaged(original, rng);
    try {
      (void)loaded(model).encode("Ａｂ ﬁ é 你好 \xf0\x9f\x98\x80", {});
    } catch (const InputError&) {
      ++refused;
    }
  }
  BOOST_TEST(refused > 0);
}

BOOST_AUTO_TEST_SUITE_END()
