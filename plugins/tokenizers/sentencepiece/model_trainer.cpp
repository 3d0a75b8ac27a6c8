#include "model_trainer.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <sentencepiece_trainer.h>

#include "child_process.h"
#include "graft/error.h"
#include "sentences.h"

namespace graft {

namespace {

// The trainer adds up scores thread by thread: with another number of them they round otherwise.
constexpr const char* kThreads = "4";

/// Hands sentences to the library.
class Sentences : public sentencepiece::SentenceIterator {
 public:
  explicit Sentences(const std::vector<std::string>& sentences) : sentences_(sentences) {}

  bool done() const override { return next_ == sentences_.size(); }
  void Next() override { ++next_; }
  const std::string& value() const override { return sentences_[next_]; }
  sentencepiece::util::Status status() const override { return {}; }

 private:
  const std::vector<std::string>& sentences_;
  std::size_t next_ = 0;
};

/// The library's settings, under its names.
std::unordered_map<std::string, std::string> settings_of(const SentencePieceOptions& options,
                                                         std::int64_t num_pieces) {
  std::unordered_map<std::string, std::string> settings = {
      {"vocab_size", std::to_string(num_pieces)},
      {"hard_vocab_limit", "false"},
      {"model_type", options.model_type},
      {"character_coverage", std::to_string(options.character_coverage)},
      {"byte_fallback", options.falls_back_to_bytes() ? "true" : "false"},
      {"max_sentence_length", std::to_string(kLongestSentence)},
      {"num_threads", kThreads},
      {"minloglevel", "4"},  // silent
      {"unk_piece", "<unk>"},
      {"bos_piece", "<s>"},
      {"eos_piece", "</s>"},
      {"pad_piece", "<pad>"},
  };
  if (options.is_t5()) {
    settings.merge(
        std::unordered_map<std::string, std::string>{{"normalization_rule_name", "nmt_nfkc"},
                                                     {"pad_id", "0"},
                                                     {"eos_id", "1"},
                                                     {"unk_id", "2"},
                                                     {"bos_id", "-1"}});
  } else {
    settings.merge(
        std::unordered_map<std::string, std::string>{{"normalization_rule_name", "identity"},
                                                     {"remove_extra_whitespaces", "false"},
                                                     {"allow_whitespace_only_pieces", "true"},
                                                     {"split_digits", "true"},
                                                     {"unk_id", "0"},
                                                     {"bos_id", "1"},
                                                     {"eos_id", "2"},
                                                     {"pad_id", "-1"}});
  }
  return settings;
}

/// Tokens that come behind the pieces.
std::int64_t num_added(const SentencePieceOptions& options) {
  std::int64_t count = options.num_sentinels();
  for (const auto& [role, token] : options.roles()) {
    const bool is_piece = options.is_t5() && token == "<pad>";
    if (!is_piece) ++count;
  }
  return count;
}

/// What the library says, without the place in its code.
std::string reason_of(std::string_view message) {
  const std::size_t end_of_place = message.rfind("] ");
  if (end_of_place != std::string_view::npos) message.remove_prefix(end_of_place + 2);
  return message.empty() ? "the text is too poor" : std::string(message);
}

}  // namespace

PieceModel train_piece_model(const SentencePieceOptions& options, const TextSource& texts) {
  const std::int64_t num_pieces = options.vocab_size - num_added(options);
  const std::int64_t least = options.falls_back_to_bytes() ? 256 + 4 : 4;
  if (num_pieces < least) {
    throw InputError("out-of-range",
                     "sentencepiece: vocab_size " + std::to_string(options.vocab_size) +
                         " leaves no room for pieces beside " +
                         std::to_string(options.vocab_size - num_pieces + least - 1) +
                         " special tokens and bytes",
                     "raise it");
  }
  const std::vector<std::string> sentences = read_sentences(texts);
  const auto settings = settings_of(options, num_pieces);
  const ChildResult result = run_in_child([&]() -> ChildResult {
    Sentences source(sentences);
    std::string model;
    const auto status = sentencepiece::SentencePieceTrainer::Train(settings, &source, &model);
    if (!status.ok()) return {false, reason_of(status.error_message())};
    return {true, std::move(model)};
  });
  if (!result.is_good) {
    throw InputError("untrainable-text", "sentencepiece: no model can be learnt: " + result.bytes,
                     "give more text, or change vocab_size");
  }
  return {result.bytes, "trained model"};
}

}  // namespace graft
