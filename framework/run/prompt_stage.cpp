#include <algorithm>
#include <cmath>
#include <memory>

#include "framework/cli/log.h"
#include "framework/data/labels.h"
#include "framework/data/splits.h"
#include "framework/evaluate/continuation_scorer.h"
#include "framework/evaluate/metrics/classification_metric.h"
#include "framework/run/prompt_fit.h"
#include "framework/run/stage_counts.h"
#include "framework/run/stages.h"
#include "framework/run/task_results.h"
#include "framework/run/verbalizer.h"
#include "framework/tasks/scores.h"
#include "framework/train/interrupt.h"
#include "framework/train/progress.h"
#include "graft/error.h"

namespace graft {

namespace {

constexpr std::int64_t kScoringRows = 32;
constexpr std::size_t kItemsAtATime = 64;

/// Solved examples to show before every item: as many of each label as the number allows.
std::vector<Example> draw_demonstrations(const Dataset& dataset,
                                         const std::vector<std::string>& labels, std::int64_t shots,
                                         std::uint64_t seed) {
  std::vector<Example> demonstrations;
  if (shots == 0) return demonstrations;
  const std::vector<std::int64_t> indices = choose_examples(dataset, labels, shots, "prompt.shots");
  for (const std::int64_t k : Rng(mix_seed(seed, 10)).permutation(shots)) {
    demonstrations.push_back(dataset.example("train", indices[static_cast<std::size_t>(k)]));
  }
  return demonstrations;
}

/// Score of a label: mean over its words of the summed log-probability.
std::vector<std::int64_t> predict(Autoregressive& model, const Verbalizer& verbalizer,
                                  const std::vector<std::vector<std::int64_t>>& prompts,
                                  const Tokenizer& tokenizer) {
  std::vector<ContinuationItem> items;
  for (const auto& prompt : prompts) {
    for (const auto& words : verbalizer.words) {
      for (const auto& word : words) items.push_back({prompt, word});
    }
  }
  const std::vector<double> logprobs = continuation_logprobs(model, items, kScoringRows, tokenizer);
  std::vector<std::int64_t> predictions;
  std::size_t next = 0;
  for (std::size_t i = 0; i < prompts.size(); ++i) {
    std::int64_t best = 0;
    double best_score = -HUGE_VAL;
    for (std::size_t label = 0; label < verbalizer.words.size(); ++label) {
      double score = 0.0;
      for (std::size_t word = 0; word < verbalizer.words[label].size(); ++word) {
        score += logprobs[next++];
      }
      score /= static_cast<double>(verbalizer.words[label].size());
      if (score > best_score) {
        best_score = score;
        best = static_cast<std::int64_t>(label);
      }
    }
    predictions.push_back(best);
  }
  return predictions;
}

}  // namespace

Value run_prompt_stage(const StageContext& context) {
  const Stage& stage = context.stage;
  const std::unique_ptr<Tokenizer> tokenizer = open_tokenizer(context);
  const StageModel opened = trained_model(context);
  auto* model = dynamic_cast<Autoregressive*>(opened.model.get());
  if (model == nullptr || opened.head.kind != HeadKind::kPretraining) {
    throw InputError(
        {Problem{context.experiment.file, stage.mark.line, stage.mark.column, "bad-value",
                 "stage `" + stage.name + "`: prompts are scored by models that " +
                     "predict the next token and have no other head",
                 "prompt a pre-trained autoregressive model"}});
  }
  const auto prompt = context.catalog.load(Kind::kPrompt, stage.prompt->name)
                          .factories.prompt(stage.prompt->options);
  const std::unique_ptr<Dataset> dataset = open_dataset(context.catalog, stage.task->data);
  const std::vector<std::string> labels = read_labels(*dataset);
  const Verbalizer verbalizer = read_verbalizer(*prompt, labels, *tokenizer);
  const std::vector<Example> demonstrations =
      draw_demonstrations(*dataset, labels, stage.prompt->shots, context.seed());

  const std::string split = final_split(*dataset);
  const std::vector<std::int64_t> indices =
      first_examples(*dataset, split, most_examples(stage).value_or(dataset->size(split)));
  const std::size_t room = prompt_room(*model, verbalizer);
  std::vector<std::int64_t> truth;
  std::vector<std::int64_t> predictions;
  std::int64_t num_cut = 0;
  Progress progress(stage.name, static_cast<std::int64_t>(indices.size()));
  const InterruptGuard guard;
  for (std::size_t first = 0; first < indices.size(); first += kItemsAtATime) {
    std::vector<std::vector<std::int64_t>> prompts;
    for (std::size_t i = first; i < std::min(first + kItemsAtATime, indices.size()); ++i) {
      const Example example = dataset->example(split, indices[i]);
      bool cut = false;
      prompts.push_back(fit_prompt(*prompt, example, demonstrations, *tokenizer, room, cut));
      num_cut += cut ? 1 : 0;
      truth.push_back(
          label_index(labels, label_at(example, split, indices[i]), example, split, indices[i]));
    }
    const std::vector<std::int64_t> said = predict(*model, verbalizer, prompts, *tokenizer);
    predictions.insert(predictions.end(), said.begin(), said.end());
    progress.update(static_cast<std::int64_t>(predictions.size()), "");
    if (interrupt_requested()) {
      throw Interrupted("interrupted; run the same command again to continue");
    }
  }
  ClassificationMetric metric(std::ssize(labels));
  TaskScores scores;
  for (std::size_t i = 0; i < indices.size(); ++i) {
    metric.add(truth[i], predictions[i]);
    Value prediction;
    prediction.set("index", indices[i]);
    prediction.set("label", labels[static_cast<std::size_t>(truth[i])]);
    prediction.set("predicted", labels[static_cast<std::size_t>(predictions[i])]);
    scores.predictions.push_back(std::move(prediction));
  }
  write_predictions(context.folder(), scores.predictions);
  add_metric(metric, context.seed(), scores);
  add_majority(dataset.get(), labels, metric, scores);
  scores.details.set("shots", stage.prompt->shots);
  scores.details.set("shortened_prompts", num_cut);
  scores.n = std::ssize(indices);
  progress.finish("accuracy " + std::to_string(metric.values().front()).substr(0, 5));
  return scores_value(scores, split);
}

}  // namespace graft
