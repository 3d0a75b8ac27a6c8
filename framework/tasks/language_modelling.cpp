#include "framework/tasks/language_modelling.h"

#include <algorithm>
#include <utility>

#include "framework/data/example_problems.h"
#include "framework/data/labels.h"
#include "framework/data/splits.h"
#include "framework/data/token_stream.h"
#include "framework/evaluate/metrics/perplexity_metric.h"
#include "framework/generate/text_stream.h"
#include "framework/tasks/row_examples.h"
#include "framework/tasks/scores.h"
#include "graft/autograd.h"
#include "graft/error.h"

namespace graft {

namespace {

constexpr std::uint64_t kMaskSeed = 5;
constexpr char kBorder = '\n';  // between texts, where a special token stands

struct TextSize {
  std::int64_t words = 0;
  std::int64_t bytes = 0;
};

/// Where the last character of a text begins.
std::size_t last_character(const std::string& text) {
  std::size_t offset = text.size();
  do {
    offset -= offset > 0 ? 1 : 0;
  } while (offset > 0 && (static_cast<unsigned char>(text[offset]) & 0xc0) == 0x80);
  return offset;
}

/// Windows of a stream of tokens.
class TextWindows : public RowExamples {
 public:
  TextWindows(const TaskModel& model, const Dataset& dataset, const std::string& split)
      : RowExamples(model.model, {}),
        model_(model),
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
    if (dynamic_cast<const Autoregressive*>(&model_.model) == nullptr) return validate();
    const NoGradient no_gradient;
    const std::vector<TextSize> targets = target_sizes();
    PerplexityMetric metric;
    double sum = 0.0;
    std::int64_t num_targets = 0;
    for (std::int64_t row = 0; row < size(); ++row) {
      ForwardContext context;
      context.logits = false;
      const ModelOutput output = model_.model.forward(batch({row}, 0), context);
      const double loss =
          static_cast<double>(output.loss.item()) * static_cast<double>(output.num_targets);
      const TextSize& target = targets[static_cast<std::size_t>(row)];
      metric.add({-loss, output.num_targets, target.words, target.bytes});
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

  /// What the targets of each window spell: its tokens but those that it shares with the window
  /// before. A character counts where its last token stands, a word where the space before it does.
  std::vector<TextSize> target_sizes() const {
    const std::int64_t length = windows_.dim(1);
    const std::int64_t shared = window_.length - window_.stride;
    const std::int64_t* const first = windows_.data<std::int64_t>();
    std::vector<std::int64_t> before(first, first + std::min(shared, length));
    std::erase(before, kIgnoreIndex);
    TextStream stream(model_.tokenizer, before, {});
    std::string text;  // the end of the window before
    std::vector<TextSize> sizes;
    for (std::int64_t row = 0; row < size(); ++row) {
      const std::size_t known = text.size();
      TextSize target;
      const auto take = [&](const std::string& part) {
        text += part;
        target.bytes += std::ssize(part);
      };
      for (std::int64_t i = shared; i < length; ++i) {
        const std::int64_t id = first[row * length + i];
        if (id == kIgnoreIndex) break;
        take(stream.add(id));
        if (traits_.is_special[static_cast<std::size_t>(id)]) text += kBorder;
      }
      if (row + 1 == size()) take(stream.finish());
      // Of all windows together the words are one more than the runs of white space.
      target.words = word_count(text) - word_count(text.substr(0, known)) + (row == 0 ? 1 : 0);
      text.erase(0, last_character(text));
      sizes.push_back(target);
    }
    return sizes;
  }

  TaskModel model_;
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
