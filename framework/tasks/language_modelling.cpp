#include "framework/tasks/language_modelling.h"

#include <algorithm>
#include <utility>

#include "framework/data/labels.h"
#include "framework/data/splits.h"
#include "framework/data/token_stream.h"
#include "framework/evaluate/metrics/perplexity_metric.h"
#include "framework/tasks/row_examples.h"
#include "framework/tasks/scores.h"
#include "graft/autograd.h"
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
        objective_(dynamic_cast<const TextObjective&>(model.model)),
        traits_(token_traits(model.tokenizer)),
        windows_(windows_in_order(read_token_stream(dataset, split, model.tokenizer),
                                  objective_.window(traits_))) {}

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
    if (dynamic_cast<const Autoregressive*>(&model_.model) == nullptr) return validate();
    const NoGradient no_gradient;
    PerplexityMetric metric;
    double sum = 0.0;
    std::int64_t num_targets = 0;
    for (std::int64_t row = 0; row < size(); ++row) {
      ForwardContext context;
      context.logits = false;
      const ModelOutput output = model_.model.forward(batch({row}, 0), context);
      const double loss =
          static_cast<double>(output.loss.item()) * static_cast<double>(output.num_targets);
      const std::string text = target_text(row);
      metric.add({-loss, output.num_targets, word_count(text), std::ssize(text)});
      sum += loss;
      num_targets += output.num_targets;
    }
    TaskScores scores;
    scores.loss = sum / static_cast<double>(num_targets);
    add_metric(metric, seed, scores);
    scores.n = size();
    return scores;
  }

 private:
  std::int64_t length(std::int64_t) const override { return windows_.dim(1); }

  /// The text that a window's targets spell: all of its tokens but the first.
  std::string target_text(std::int64_t row) const {
    const std::int64_t length = windows_.dim(1);
    const std::int64_t* const begin = windows_.data<std::int64_t>() + row * length;
    std::vector<std::int64_t> ids(begin + 1, begin + length);
    std::erase(ids, kIgnoreIndex);
    return model_.tokenizer.decode(ids, true);
  }

  TaskModel model_;
  const TextObjective& objective_;
  TokenTraits traits_;
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
    for (const std::int64_t index : first_examples(parts_.dataset, split, most)) {
      text_at(parts_.dataset.example(split, index), "text", split, index);
    }
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
