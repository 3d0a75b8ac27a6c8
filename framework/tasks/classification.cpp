#include "framework/tasks/classification.h"

#include <utility>

#include "framework/data/example_problems.h"
#include "framework/data/labels.h"
#include "framework/data/model_text.h"
#include "framework/data/token_rows.h"
#include "framework/evaluate/baselines/most_frequent.h"
#include "framework/evaluate/baselines/naive_bayes.h"
#include "framework/evaluate/baselines/nearest_text.h"
#include "framework/tasks/answers.h"
#include "framework/tasks/row_examples.h"
#include "graft/error.h"
#include "graft/parallel.h"

namespace graft {

namespace {

constexpr const char* kOneLabel = "single_label_classification";
constexpr const char* kNumber = "regression";

/// The columns of one example.
struct Texts {
  std::string text;
  std::optional<std::string> pair;
};

Texts texts_of(const Example& example, const std::string& split, std::int64_t index) {
  Texts texts{text_at(example, "text", split, index), std::nullopt};
  if (texts.text.empty()) {
    throw example_error(example, split, index, "empty-text", "the text is empty",
                        "remove it, or give it words");
  }
  if (example.columns.contains("text_pair"))
    texts.pair = text_at(example, "text_pair", split, index);
  return texts;
}

/// Texts with their answers, as tokens.
class LabelledTexts : public RowExamples {
 public:
  LabelledTexts(const TaskModel& model, const AnswerReader& reader, Order order,
                const Dataset& dataset, const std::string& split, std::vector<std::int64_t> indices)
      : RowExamples(model.model, order),
        reader_(reader),
        pad_id_(padding_id(model.tokenizer)),
        indices_(std::move(indices)) {
    std::vector<ModelText> read(indices_.size());
    parallel_tasks(std::ssize(indices_), [&](std::int64_t task, int) {
      const std::int64_t index = indices_[static_cast<std::size_t>(task)];
      const Example example = dataset.example(split, index);
      const Texts texts = texts_of(example, split, index);
      read[static_cast<std::size_t>(task)] =
          texts.pair ? model_pair(texts.text, *texts.pair, model.tokenizer, model.model)
                     : model_text(texts.text, model.tokenizer, model.model);
      if (read[static_cast<std::size_t>(task)].ids.empty()) {
        throw example_error(example, split, index, "empty-text", "the text has no tokens",
                            "remove it, or give it words");
      }
    });
    for (std::size_t i = 0; i < indices_.size(); ++i) {
      if (read[i].is_cut) ++num_truncated_;
      rows_.add(std::move(read[i]));
      reader_.read(dataset.example(split, indices_[i]), split, indices_[i], answers_);
    }
  }

  std::int64_t size() const override { return std::ssize(rows_.ids); }
  std::int64_t num_truncated() const override { return num_truncated_; }

  Batch batch(const std::vector<std::int64_t>& rows, std::uint64_t) override {
    Batch batch = rows_.batch({rows.begin(), rows.end()}, pad_id_);
    batch["labels"] = reader_.batch_labels(answers_, rows);
    return batch;
  }

  TaskScores validate() override { return score(std::nullopt); }
  TaskScores evaluate(std::uint64_t seed) override { return score(seed); }

 private:
  std::int64_t length(std::int64_t row) const override {
    return std::ssize(rows_.ids[static_cast<std::size_t>(row)]);
  }
  std::int64_t class_of(std::int64_t row) const override { return answers_.class_of(row); }

  TaskScores score(std::optional<std::uint64_t> seed) {
    LogitRows logits(size());
    const auto loss = for_each_output(logits.reader());
    TaskScores scores = score_answers(reader_, answers_, logits, indices_, seed);
    scores.loss = loss;
    return scores;
  }

  const AnswerReader& reader_;
  std::int64_t pad_id_;
  std::vector<std::int64_t> indices_;
  TokenRows rows_;
  Answers answers_;
  std::int64_t num_truncated_ = 0;
};

class Classification : public Task {
 public:
  explicit Classification(TaskParts parts)
      : parts_(std::move(parts)),
        reader_(parts_.dataset, parts_.options, std::move(parts_.labels)) {
    reader_.check_balance(parts_.options);
  }

  HeadSpec head() const override {
    return {HeadKind::kSequenceClassification, reader_.labels(), reader_.problem_type()};
  }

  std::string main_metric() const override { return reader_.main_metric(); }
  void check_model(const Architecture&) const override {}

  void check_examples(const std::string& split, std::int64_t most) const override {
    Answers answers;
    for_each_example(parts_.dataset, split, most, [&](const Example& example, std::int64_t index) {
      texts_of(example, split, index);
      reader_.read(example, split, index, answers);
    });
  }

  std::vector<std::int64_t> training_indices() const override {
    return chosen_examples(parts_, reader_);
  }

  std::unique_ptr<TaskExamples> examples(const TaskModel& model, const std::string& split,
                                         const std::vector<std::int64_t>& indices) const override {
    const RowExamples::Order order{parts_.options.length_buckets, parts_.options.balance_classes};
    return std::make_unique<LabelledTexts>(model, reader_, order, parts_.dataset, split, indices);
  }

  /// Naive Bayes for classes, the training mean for numbers; for sets of labels those of the most
  /// similar training text.
  TaskScores baseline(const std::vector<std::int64_t>& train, const std::string& split,
                      const std::vector<std::int64_t>& indices, std::uint64_t seed) const override {
    const Plain learned = plain("train", train);
    const Plain asked = plain(split, indices);
    Answers said;
    if (reader_.problem_type() == kOneLabel) {
      NaiveBayes model(std::ssize(reader_.labels()));
      for (std::size_t i = 0; i < train.size(); ++i) {
        model.learn(learned.texts[i], learned.answers.classes[i]);
      }
      for (const std::string& text : asked.texts) said.classes.push_back(model.predict(text));
    } else if (reader_.problem_type() == kNumber) {
      said.values.assign(asked.texts.size(), mean_target(learned.answers.values));
    } else {
      const NearestText model(learned.texts);
      for (const std::string& text : asked.texts) said.add(learned.answers, model.nearest(text));
    }
    TaskScores scores = score_said(reader_, asked.answers, said, seed);
    scores.details.set("name", baseline_name());
    return scores;
  }

 private:
  const char* baseline_name() const {
    if (reader_.problem_type() == kOneLabel) return "bigram naive Bayes";
    return reader_.problem_type() == kNumber ? "mean of the training targets"
                                             : "nearest training text";
  }

  /// Texts as simple methods read them: of a pair one after the other.
  struct Plain {
    std::vector<std::string> texts;
    Answers answers;
  };
  Plain plain(const std::string& split, const std::vector<std::int64_t>& indices) const {
    Plain result;
    for (const std::int64_t index : indices) {
      const Example example = parts_.dataset.example(split, index);
      const Texts texts = texts_of(example, split, index);
      result.texts.push_back(texts.pair ? texts.text + "\n" + *texts.pair : texts.text);
      reader_.read(example, split, index, result.answers);
    }
    return result;
  }

  TaskParts parts_;
  AnswerReader reader_;
};

}  // namespace

std::unique_ptr<Task> classification_task(TaskParts parts) {
  return std::make_unique<Classification>(std::move(parts));
}

}  // namespace graft
