#include <algorithm>
#include <utility>

#include "framework/data/example_problems.h"
#include "framework/data/prepared_images.h"
#include "framework/evaluate/baselines/nearest_image.h"
#include "framework/tasks/answers.h"
#include "framework/tasks/classification.h"
#include "framework/tasks/row_examples.h"
#include "framework/tasks/scores.h"
#include "graft/error.h"

namespace graft {

namespace {

/// Pictures with their answers.
class LabelledImages : public RowExamples {
 public:
  LabelledImages(Architecture& model, const AnswerReader& reader, Order order,
                 const Dataset& dataset, const std::string& split,
                 std::vector<std::int64_t> indices)
      : RowExamples(model, order),
        reader_(reader),
        images_(dataset, split, dynamic_cast<const Multimodal&>(model).image_input()),
        indices_(std::move(indices)) {
    for (const std::int64_t index : indices_) {
      const Example example = dataset.example(split, index);
      images_.add(index, picture_of(example, split, index));
      reader_.read(example, split, index, answers_);
    }
  }

  std::int64_t size() const override { return std::ssize(indices_); }

  Batch batch(const std::vector<std::int64_t>& rows, std::uint64_t) override {
    std::vector<std::int64_t> indices;
    for (const std::int64_t row : rows) indices.push_back(indices_[static_cast<std::size_t>(row)]);
    Batch batch;
    batch["pixel_values"] = images_.pixel_values(indices);
    batch["labels"] = reader_.batch_labels(answers_, rows);
    return batch;
  }

  TaskScores validate() override { return score(std::nullopt); }
  TaskScores evaluate(std::uint64_t seed) override { return score(seed); }

 private:
  std::int64_t length(std::int64_t) const override { return 1; }
  std::int64_t class_of(std::int64_t row) const override { return answers_.class_of(row); }

  TaskScores score(std::optional<std::uint64_t> seed) {
    LogitRows logits(size());
    const auto loss = for_each_output(logits.reader());
    TaskScores scores = score_answers(reader_, answers_, logits, indices_, seed);
    scores.loss = loss;
    return scores;
  }

  const AnswerReader& reader_;
  PreparedImages images_;
  std::vector<std::int64_t> indices_;
  Answers answers_;
};

class ImageClassification : public Task {
 public:
  explicit ImageClassification(TaskParts parts)
      : parts_(std::move(parts)),
        reader_(parts_.dataset, parts_.options, std::move(parts_.labels)) {
    reader_.check_balance(parts_.options);
  }

  HeadSpec head() const override {
    return {HeadKind::kImageClassification, reader_.labels(), reader_.problem_type()};
  }

  std::string main_metric() const override { return reader_.main_metric(); }

  void check_model(const Architecture& model) const override {
    if (dynamic_cast<const Multimodal*>(&model) != nullptr) return;
    throw InputError("wrong-family", "image-classification needs a model that reads images",
                     "choose an architecture that reads images");
  }

  void check_examples(const std::string& split, std::int64_t most) const override {
    Answers answers;
    for_each_example(parts_.dataset, split, most, [&](const Example& example, std::int64_t index) {
      picture_of(example, split, index);
      reader_.read(example, split, index, answers);
    });
  }

  std::vector<std::int64_t> training_indices() const override {
    return chosen_examples(parts_, reader_);
  }

  std::unique_ptr<TaskExamples> examples(const TaskModel& model, const std::string& split,
                                         const std::vector<std::int64_t>& indices) const override {
    const RowExamples::Order order{false, parts_.options.balance_classes};
    return std::make_unique<LabelledImages>(model.model, reader_, order, parts_.dataset, split,
                                            indices);
  }

  /// What the training image of the most similar colours shows.
  TaskScores baseline(const std::vector<std::int64_t>& train, const std::string& split,
                      const std::vector<std::int64_t>& indices, std::uint64_t seed) const override {
    NearestImage model;
    Answers learned;
    for (const std::int64_t index : train) {
      const Example example = parts_.dataset.example("train", index);
      model.learn(picture_of(example, "train", index));
      reader_.read(example, "train", index, learned);
    }
    Answers asked;
    Answers said;
    for (const std::int64_t index : indices) {
      const Example example = parts_.dataset.example(split, index);
      said.add(learned, model.nearest(picture_of(example, split, index)).front());
      reader_.read(example, split, index, asked);
    }
    TaskScores scores = score_said(reader_, asked, said, seed);
    scores.details.set("name", "nearest training image");
    return scores;
  }

 private:
  TaskParts parts_;
  AnswerReader reader_;
};

}  // namespace

std::unique_ptr<Task> image_classification_task(TaskParts parts) {
  return std::make_unique<ImageClassification>(std::move(parts));
}

}  // namespace graft
