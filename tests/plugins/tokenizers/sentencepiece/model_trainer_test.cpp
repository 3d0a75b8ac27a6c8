#include "plugins/tokenizers/sentencepiece/model_trainer.h"

#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "plugins/tokenizers/sentencepiece/sentencepiece.h"
#include "tests/support/problem_texts.h"
#include "tests/support/temporary_folder.h"

using namespace graft;

namespace {

TextSource source_of(std::vector<std::string> texts) {
  return [texts = std::move(texts), next = std::size_t{0}](std::string& text) mutable {
    if (next == texts.size()) return false;
    text = texts[next++];
    return true;
  };
}

/// Some bilingual sentences, many times.
std::string corpus() {
  std::string text;
  for (int i = 0; i < 40; ++i) {
    text += "the cat sat on the mat\nthe hat is on the cat\nthat cat ran to a mat and sat\n";
    text += "今天天气很好\n今天他很好，天气也好\n明天再来看看天气\n";
  }
  return text;
}

SentencePieceOptions options_of(const std::string& model_type, const std::string& style) {
  SentencePieceOptions options;
  options.model_type = model_type;
  options.style = style;
  options.vocab_size = style == "t5" ? 90 : 330;
  options.sentinels = 4;
  return options;
}

std::string error_of(const SentencePieceOptions& options, std::vector<std::string> texts) {
  return problem_text([&] { (void)SentencePiece::train(options, source_of(std::move(texts))); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sentencepiece_trainer)

BOOST_AUTO_TEST_CASE(trained_models_give_texts_again) {
  for (const std::string type : {"unigram", "bpe"}) {
    for (const std::string style : {"t5", "llama"}) {
      const auto tokenizer = SentencePiece::train(options_of(type, style), source_of({corpus()}));
      for (const std::string text : {"the cat sat", "今天天气很好", "a mat", ""}) {
        const auto ids = tokenizer->encode(text, {});
        BOOST_TEST(tokenizer->decode(ids, true) == text, type << " " << style);
      }
      BOOST_TEST(tokenizer->encode("the cat", {.add_special_tokens = false}).size() <= 3u);
    }
  }
}

BOOST_AUTO_TEST_CASE(special_tokens_have_the_ids_of_the_published_models) {
  const auto t5 = SentencePiece::train(options_of("unigram", "t5"), source_of({corpus()}));
  BOOST_TEST(t5->special_tokens().pad.value() == 0);
  BOOST_TEST(t5->special_tokens().eos.value() == 1);
  BOOST_TEST(t5->special_tokens().unknown.value() == 2);
  BOOST_TEST(!t5->special_tokens().bos.has_value());
  BOOST_TEST(t5->special_tokens().sentinels.size() == 4u);
  BOOST_TEST(t5->id_of("<extra_id_0>").value() == t5->vocab_size() - 1);
  BOOST_TEST(t5->vocab_size() <= 90);
  const auto llama = SentencePiece::train(options_of("bpe", "llama"), source_of({corpus()}));
  BOOST_TEST(llama->special_tokens().unknown.value() == 0);
  BOOST_TEST(llama->special_tokens().bos.value() == 1);
  BOOST_TEST(llama->special_tokens().eos.value() == 2);
  BOOST_TEST(!llama->special_tokens().pad.has_value());
  BOOST_TEST(llama->id_of("<0x00>").value() == 3);
  // What the text did not have comes back by its bytes.
  BOOST_TEST(llama->decode(llama->encode("Zürich\n🙂", {}), true) == "Zürich\n🙂");
}

BOOST_AUTO_TEST_CASE(named_roles_come_behind_the_pieces) {
  SentencePieceOptions options = options_of("unigram", "t5");
  options.pad_token = "<pad>";
  options.mask_token = "<mask>";
  const auto tokenizer = SentencePiece::train(options, source_of({corpus()}));
  BOOST_TEST(tokenizer->special_tokens().pad.value() == 0);
  BOOST_TEST(tokenizer->special_tokens().mask.value() == tokenizer->vocab_size() - 1);
  BOOST_TEST(tokenizer->vocab_size() <= 90);
  const TemporaryFolder folder;
  tokenizer->save(folder.path());
  const auto again = SentencePiece::load(folder.path());
  BOOST_TEST(again->special_tokens().mask.value() == tokenizer->special_tokens().mask.value());
  BOOST_TEST(again->special_tokens().all == tokenizer->special_tokens().all,
             boost::test_tools::per_element());
  BOOST_TEST(again->encode("the <mask> sat<extra_id_1>", {}) ==
                 tokenizer->encode("the <mask> sat<extra_id_1>", {}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_same_texts_give_the_same_model) {
  for (const std::string type : {"unigram", "bpe"}) {
    const SentencePieceOptions options = options_of(type, "llama");
    const PieceModel first = train_piece_model(options, source_of({corpus()}));
    const PieceModel second = train_piece_model(options, source_of({corpus()}));
    BOOST_TEST((first.bytes() == second.bytes()), type);
  }
}

BOOST_AUTO_TEST_CASE(texts_that_teach_nothing_are_named_and_end_no_process) {
  for (const std::string type : {"unigram", "bpe"}) {
    for (const std::string style : {"t5", "llama"}) {
      const SentencePieceOptions options = options_of(type, style);
      for (const std::string text : {"", "\n\n", "  ", "\xff", "\u0001", "5", "\u2585"}) {
        std::string error = "no error";
        try {
          (void)SentencePiece::train(options, source_of({text}));
        } catch (const InputError& problem) {
          error = problem.what();
        }
        const bool is_named = error.find("no model can be learnt") != std::string::npos;
        BOOST_TEST((is_named || error == "no error"), error);
      }
    }
  }
  BOOST_TEST(error_of(options_of("unigram", "t5"), {}).find("no model can be learnt") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_vocabulary_that_is_too_small_says_so) {
  SentencePieceOptions options = options_of("unigram", "t5");
  options.vocab_size = 6;
  BOOST_TEST(error_of(options, {corpus()}) ==
             "error: sentencepiece: vocab_size 6 leaves no room for pieces beside 7 special tokens "
             "and bytes; raise it");
  options.vocab_size = 20;
  BOOST_TEST(error_of(options, {corpus()}).find("Increase vocab_size") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
