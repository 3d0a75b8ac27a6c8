#pragma once

#include "framework/data/image_text_data.h"
#include "framework/tasks/task.h"

namespace graft {

/// Images with their texts, learned by the model's own objective. What is measured depends on what
/// the model can do: recall and reciprocal rank both ways, for each column of texts, where images
/// and texts have one space (`caption.image_to_text.recall@10` …, with `chance.` and the same name
/// beside it); where the model writes, how the captions that it writes compare with those that are
/// there. Examples with equal pixels are one picture, and all of its texts are right for it.
class ImageTextExamples : public TaskExamples {
 public:
  /// `batch_size`: rows that an evaluated batch has; contrastive losses depend on it.
  ImageTextExamples(const TaskModel& model, const TaskOptions& options, const Dataset& dataset,
                    const std::string& split, std::vector<std::string> columns,
                    std::int64_t batch_size);

  std::int64_t size() const override { return data_.size(); }
  double epoch_batches(std::int64_t batch_size) const override;
  std::unique_ptr<BatchSource> training_batches(std::int64_t batch_size,
                                                std::uint64_t seed) override;
  Batch longest_batch(std::int64_t rows) override;
  TaskScores validate() override;
  TaskScores evaluate(std::uint64_t seed) override;

  Batch batch(const std::vector<ImageTextRow>& rows, std::uint64_t seed);

 private:
  void add_retrieval(std::uint64_t seed, TaskScores& scores);
  void add_captions(std::uint64_t seed, TaskScores& scores);

  TaskModel model_;
  TaskOptions options_;
  std::int64_t batch_size_;
  ImageTextObjective& objective_;
  TokenTraits traits_;
  ImageTextData data_;
};

/// Images and texts in one space: columns `image` and those that `captions` of the data names.
std::unique_ptr<Task> image_text_retrieval_task(TaskParts parts);
/// Texts for images, from the same columns.
std::unique_ptr<Task> captioning_task(TaskParts parts);
/// Classes of images that a model was not trained on: each is the mean of the texts that the
/// templates make of its name, and an image is of the class that is nearest in the common space.
/// Source: Radford et al., "Learning Transferable Visual Models From Natural Language Supervision",
/// 2021, section 3.1.4.
std::unique_ptr<Task> zero_shot_image_task(TaskParts parts);

}  // namespace graft
