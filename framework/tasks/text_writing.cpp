#include "framework/tasks/text_writing.h"

#include <algorithm>
#include <utility>

#include "framework/evaluate/metrics/bleu_metric.h"
#include "framework/evaluate/metrics/chrf_metric.h"
#include "framework/evaluate/metrics/exact_match_metric.h"
#include "framework/evaluate/metrics/rouge_metric.h"
#include "framework/generate/generator.h"
#include "framework/tasks/scores.h"
#include "framework/train/interrupt.h"
#include "framework/train/progress.h"
#include "graft/error.h"

namespace graft {

namespace {

/// Whether BLEU's words of this kind are written with spaces between them.
bool has_word_spaces(const std::string& bleu_tokenize) {
  return bleu_tokenize != "zh" && bleu_tokenize != "char";
}

std::string stripped(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\r\n") + 1 - first);
}

}  // namespace

std::int64_t ending_token(const Tokenizer& tokenizer) {
  const SpecialTokens special = tokenizer.special_tokens();
  const auto last = special.eos ? special.eos : special.sep;
  if (last) return *last;
  throw InputError("no-end-token", "the tokenizer has no token that ends a text",
                   "train it with an end-of-sequence token");
}

GenerationSettings writing_settings(const TaskOptions& options, const Tokenizer& tokenizer) {
  GenerationSettings settings;
  settings.max_new_tokens = options.max_new_tokens;
  settings.num_beams = options.num_beams;
  settings.length_penalty = options.length_penalty;
  settings.eos_token_id = ending_token(tokenizer);
  return settings;
}

ModelText source_text(const std::string& source, const TaskOptions& options,
                      const Tokenizer& tokenizer, const Architecture& model) {
  if (dynamic_cast<const EncoderDecoder*>(&model) != nullptr) {
    return model_text(source, tokenizer, model);
  }
  const std::int64_t limit = max_length(model);
  const std::int64_t most = limit - std::min(options.max_new_tokens + 1, limit / 2);
  return source_prompt(source, options.separator, tokenizer, most);
}

void keep_room(std::size_t prompt_length, const Architecture& model, GenerationSettings& settings) {
  if (dynamic_cast<const EncoderDecoder*>(&model) != nullptr || !settings.max_new_tokens) return;
  const std::int64_t room = max_length(model) - static_cast<std::int64_t>(prompt_length);
  settings.max_new_tokens = std::clamp<std::int64_t>(room, 1, *settings.max_new_tokens);
}

std::string clean_text(const std::vector<std::int64_t>& ids, const Tokenizer& tokenizer) {
  return stripped(tokenizer.decode(ids, true));
}

std::string write_text(const TaskModel& model, const TextStart& start,
                       const GenerationSettings& settings) {
  std::vector<std::int64_t> ids =
      generate(model.model, start.source, start.prompt, settings).front().ids;
  ids.erase(ids.begin(), ids.begin() + std::ssize(start.prompt));
  return clean_text(ids, model.tokenizer);
}

std::vector<std::string> write_texts(const std::string& label, std::int64_t count,
                                     const std::function<std::string(std::int64_t)>& write) {
  Progress progress(label, count);
  const InterruptGuard guard;
  std::vector<std::string> texts;
  for (std::int64_t i = 0; i < count; ++i) {
    texts.push_back(write(i));
    progress.update(i + 1, "");
    if (interrupt_requested()) {
      throw Interrupted("interrupted; run the same command again to continue");
    }
  }
  progress.finish(std::to_string(count) + " texts written");
  return texts;
}

TaskScores score_texts(const std::vector<std::string>& written,
                       const std::vector<std::vector<std::string>>& references,
                       const std::vector<std::int64_t>& indices, const TaskOptions& options,
                       std::uint64_t seed) {
  TaskScores scores;
  BleuOptions bleu_options;
  bleu_options.tokenizer = bleu_tokenizer(options.bleu_tokenize);
  BleuMetric bleu(bleu_options);
  ChrfMetric chrf;
  RougeMetric rouge({.characters = !has_word_spaces(options.bleu_tokenize)});
  ExactMatchMetric exact;
  for (std::size_t i = 0; i < written.size(); ++i) {
    bleu.add(written[i], references[i]);
    chrf.add(written[i], references[i]);
    rouge.add(written[i], references[i]);
    std::vector<std::string> all;  // without the white space that nothing written has around it
    for (const std::string& reference : references[i]) all.push_back(stripped(reference));
    exact.add(written[i], all);
    Value prediction;
    prediction.set("index", indices[i]);
    prediction.set("references", references[i]);
    prediction.set("written", written[i]);
    scores.predictions.push_back(std::move(prediction));
  }
  const Metric* const metrics[] = {&bleu, &chrf, &rouge, &exact};
  for (const Metric* const metric : metrics) add_metric(*metric, seed, scores);
  scores.n = std::ssize(written);
  return scores;
}

}  // namespace graft
