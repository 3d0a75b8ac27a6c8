#include "framework/tasks/language_modelling.h"

#include <algorithm>
#include <utility>

#include "framework/data/example_problems.h"
#include "framework/data/labels.h"
#include "framework/data/splits.h"
#include "framework/data/token_stream.h"
#include "framework/evaluate/metrics/perplexity_metric.h"
#include "framework/evaluate/rolling_likelihood.h"
#include "framework/tasks/row_examples.h"
#include "framework/tasks/scores.h"
#include "graft/error.h"

namespace graft {

namespace {

constexpr std::uint64_t kMaskSeed = 5;

/// Windows of a stream of tokens.
class TextWindows : public RowExamples {
 public:
  TextWindows(const TaskModel& model, const Dataset& dataset, const std::string& split)
      : RowExamples(model.model, {}),
        model_(model),
        dataset_(dataset),
        split_(split),
        objective_(dynamic_cast<const TextObjective&>(model.model)),
        traits_(token_traits(model.tokenizer)),
        window_(objective_.window(traits_)),
        windows_(windows_in_order(read_token_stream(dataset, split, model.tokenizer), window_)) {}

  std::int64_t size() const override { return windows_.dim(0); }

  Batch batch(const std::vector<std::int64_t>& rows, std::uint64_t seed) override {
    const std::int64_t length = windows_.dim(1);
    Tensor chosen({std::ssize(rows), length}, DType::kInt64);
    std::int64_t* to = chosen.data<std::int64_t>();
    for (const std::int64_t row : rows) {
      to = std::copy_n(windows_.data<std::int64_t>() + row * length, length, to);
    }
    Rng rng(mix_seed(seed, kMaskSeed));
    return objective_.pretraining_batch(chosen, traits_, rng);
  }

  TaskScores validate() override {
    TaskScores scores;
    scores.loss = mean_loss();
    scores.n = size();
    return scores;
  }

  TaskScores evaluate(std::uint64_t seed) override {
    TaskScores scores = validate();
    if (dynamic_cast<const Autoregressive*>(&model_.model) != nullptr) {
      add_perplexity(seed, scores);
    } else if (!scores.loss) {
      fail();
    }
    return scores;
  }

 private:
  std::int64_t length(std::int64_t) const override { return windows_.dim(1); }

  /// Each text alone, whatever stood beside it in training.
  void add_perplexity(std::uint64_t seed, TaskScores& scores) const {
    const RollingLikelihood likelihood(model_.model, model_.tokenizer);
    PerplexityMetric metric;
    for (const std::int64_t index : all_examples(dataset_, split_)) {
      const std::string text = text_at(dataset_.example(split_, index), "text", split_, index);
      for (const TextLikelihood& part : likelihood.of(text)) metric.add(part);
    }
    if (metric.num_items() == 0) fail();
    add_metric(metric, seed, scores);
    scores.n = metric.num_items();
  }

  [[noreturn]] void fail() const {
    throw InputError("too-little-data", "the " + split_ + " split has no token to predict",
                     "add texts to it");
  }

  TaskModel model_;
  const Dataset& dataset_;
  std::string split_;
  const TextObjective& objective_;
  TokenTraits traits_;
  TextObjective::Window window_;
  Tensor windows_;
};

class LanguageModelling : public Task {
 public:
  explicit LanguageModelling(TaskParts parts) : parts_(std::move(parts)) {}

  HeadSpec head() const override { return {}; }
  std::string main_metric() const override { return "perplexity"; }

  void check_model(const Architecture& model) const override {
    if (dynamic_cast<const TextObjective*>(&model) != nullptr) return;
    throw InputError("wrong-family", "language-modelling needs a model that learns from text alone",
                     "choose an architecture with an objective on text");
  }

  void check_examples(const std::string& split, std::int64_t most) const override {
    for_each_example(parts_.dataset, split, most, [&](const Example& example, std::int64_t index) {
      text_at(example, "text", split, index);
    });
  }

  std::vector<std::int64_t> training_indices() const override {
    return all_examples(parts_.dataset, "train");
  }
  TrainingRows training_rows() const override { return TrainingRows::kFromAllText; }

  std::unique_ptr<TaskExamples> examples(const TaskModel& model, const std::string& split,
                                         const std::vector<std::int64_t>&) const override {
    return std::make_unique<TextWindows>(model, parts_.dataset, split);
  }

  TaskScores baseline(const std::vector<std::int64_t>&, const std::string&,
                      const std::vector<std::int64_t>&, std::uint64_t) const override {
    return {};
  }

 private:
  TaskParts parts_;
};

}  // namespace

std::unique_ptr<Task> language_modelling_task(TaskParts parts) {
  return std::make_unique<LanguageModelling>(std::move(parts));
}

}  // namespace graft
