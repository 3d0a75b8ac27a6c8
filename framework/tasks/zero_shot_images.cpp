#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "framework/data/example_problems.h"
#include "framework/data/labels.h"
#include "framework/data/prepared_images.h"
#include "framework/evaluate/embedder.h"
#include "framework/evaluate/metrics/classification_metric.h"
#include "framework/tasks/image_text.h"
#include "framework/tasks/scores.h"
#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/ops/matmul.h"
#include "graft/options.h"

namespace graft {

namespace {

constexpr const char* kLabelField = "{label}";

/// What a template says of a class. The name is put in once: what it holds is plain text.
std::string filled(const std::string& text, const std::string& label) {
  const std::size_t field = text.find(kLabelField);
  return text.substr(0, field) + label + text.substr(field + std::string(kLabelField).size());
}

/// The mean direction of each class's texts, [classes, projection].
Tensor class_directions(const Embedder& embedder, const std::vector<std::string>& labels,
                        const std::vector<std::string>& templates) {
  std::vector<std::string> texts;
  for (const std::string& label : labels) {
    for (const std::string& text : templates) texts.push_back(filled(text, label));
  }
  const Tensor embedded = embedder.texts(texts);
  const std::int64_t width = embedded.dim(1);
  const std::int64_t count = std::ssize(templates);
  Tensor directions = Tensor::zeros({std::ssize(labels), width});
  for (std::int64_t label = 0; label < std::ssize(labels); ++label) {
    float* const sum = directions.data<float>() + label * width;
    for (std::int64_t i = 0; i < count; ++i) {
      const float* const one = embedded.data<float>() + (label * count + i) * width;
      for (std::int64_t k = 0; k < width; ++k) sum[k] += one[k];
    }
    double square = 0.0;
    for (std::int64_t k = 0; k < width; ++k) square += static_cast<double>(sum[k]) * sum[k];
    const auto scale = static_cast<float>(square > 0.0 ? 1.0 / std::sqrt(square) : 0.0);
    for (std::int64_t k = 0; k < width; ++k) sum[k] *= scale;
  }
  return directions;
}

/// The labels of these splits, of all if there are none: nothing is learned from any of them.
std::vector<std::string> labels_of(const Dataset& dataset, const std::vector<std::string>& chosen) {
  const std::vector<std::string> all = dataset.splits();
  for (const std::string& split : chosen) {
    if (std::find(all.begin(), all.end(), split) != all.end()) continue;
    const std::string near = nearest(split, all);
    throw InputError(
        "missing-split", "label_splits: the data has no split `" + split + "`",
        near.empty() ? "name one of those that it has" : "did you mean `" + near + "`?");
  }
  std::set<std::string> labels;
  for (const std::string& split : chosen.empty() ? all : chosen) {
    for_each_example(dataset, split, std::numeric_limits<std::int64_t>::max(),
                     [&](const Example& example, std::int64_t index) {
                       labels.insert(label_at(example, split, index));
                     });
  }
  return {labels.begin(), labels.end()};
}

class UnseenClasses : public TaskExamples {
 public:
  UnseenClasses(const TaskModel& model, const std::vector<std::string>& labels,
                const std::vector<std::string>& templates, const Dataset& dataset,
                const std::string& split, std::vector<std::int64_t> indices)
      : model_(model),
        dataset_(dataset),
        labels_(labels),
        templates_(templates),
        images_(dataset, split, dynamic_cast<const Multimodal&>(model.model).image_input()),
        indices_(std::move(indices)) {
    for (const std::int64_t index : indices_) {
      const Example example = dataset.example(split, index);
      images_.add(index, picture_of(example, split, index));
      classes_.push_back(
          label_index(labels_, label_at(example, split, index), example, split, index));
    }
  }

  std::int64_t size() const override { return std::ssize(indices_); }
  std::unique_ptr<BatchSource> training_batches(std::int64_t, std::uint64_t) override {
    return nullptr;
  }
  Batch longest_batch(std::int64_t) override { return {}; }
  TaskScores validate() override { return score(std::nullopt); }
  TaskScores evaluate(std::uint64_t seed) override { return score(seed); }

 private:
  TaskScores score(std::optional<std::uint64_t> seed) {
    const NoGradient no_gradient;
    const Embedder embedder(model_.model, model_.tokenizer);
    const Tensor directions = class_directions(embedder, labels_, templates_);
    const Tensor images = embedder.images(size(), [this](const std::vector<std::int64_t>& rows) {
      std::vector<std::int64_t> chosen;
      for (const std::int64_t row : rows) {
        chosen.push_back(indices_[static_cast<std::size_t>(row)]);
      }
      return images_.pixel_values(chosen);
    });
    const Tensor similarity = matmul(images, directions, Transpose::kSecond);
    ClassificationMetric metric(std::ssize(labels_));
    TaskScores scores;
    for (std::size_t i = 0; i < indices_.size(); ++i) {
      const float* const row =
          similarity.data<float>() + static_cast<std::int64_t>(i) * similarity.dim(1);
      const std::int64_t said = std::max_element(row, row + similarity.dim(1)) - row;
      metric.add(classes_[i], said);
      Value prediction;
      prediction.set("index", indices_[i]);
      prediction.set("label", labels_[static_cast<std::size_t>(classes_[i])]);
      prediction.set("predicted", labels_[static_cast<std::size_t>(said)]);
      scores.predictions.push_back(std::move(prediction));
    }
    add_metric(metric, seed, scores);
    scores.n = size();
    if (seed) add_majority(&dataset_, labels_, metric, scores);
    scores.details.set("chance_accuracy", 1.0 / static_cast<double>(labels_.size()));
    return scores;
  }

  TaskModel model_;
  const Dataset& dataset_;
  const std::vector<std::string>& labels_;
  const std::vector<std::string>& templates_;
  PreparedImages images_;
  std::vector<std::int64_t> indices_;
  std::vector<std::int64_t> classes_;
};

class ZeroShotImages : public Task {
 public:
  explicit ZeroShotImages(TaskParts parts) : parts_(std::move(parts)) {
    parts_.labels = labels_of(parts_.dataset, parts_.options.label_splits);
    for (const std::string& text : parts_.options.templates) {
      const std::size_t field = text.find(kLabelField);
      if (field != std::string::npos && text.find(kLabelField, field + 1) == std::string::npos) {
        continue;
      }
      throw InputError("bad-value", "templates: \"" + text + "\" has not one {label}",
                       "write e.g. `a picture of {label}`");
    }
    if (parts_.options.templates.empty()) {
      throw InputError("missing-value", "templates: expected at least one",
                       "write e.g. `templates: [\"a picture of {label}\"]`");
    }
  }

  HeadSpec head() const override { return {}; }
  std::string main_metric() const override { return "accuracy"; }
  bool is_trainable() const override { return false; }

  void check_model(const Architecture& model) const override {
    if (dynamic_cast<const ImageTextEmbedding*>(&model) != nullptr &&
        dynamic_cast<const Multimodal*>(&model) != nullptr) {
      return;
    }
    throw InputError("wrong-family",
                     "zero-shot-image-classification needs a model that puts images and texts "
                     "into one space",
                     "use one that was trained on images with their texts, as CLIP");
  }

  void check_examples(const std::string& split, std::int64_t most) const override {
    const std::vector<std::string>& chosen = parts_.options.label_splits;
    const bool has_classes =
        chosen.empty() || std::find(chosen.begin(), chosen.end(), split) != chosen.end();
    for_each_example(parts_.dataset, split, most, [&](const Example& example, std::int64_t index) {
      picture_of(example, split, index);
      const std::string label = label_at(example, split, index);
      if (has_classes) label_index(parts_.labels, label, example, split, index);
    });
  }

  std::vector<std::int64_t> training_indices() const override { return {}; }

  std::unique_ptr<TaskExamples> examples(const TaskModel& model, const std::string& split,
                                         const std::vector<std::int64_t>& indices) const override {
    return std::make_unique<UnseenClasses>(model, parts_.labels, parts_.options.templates,
                                           parts_.dataset, split, indices);
  }

  TaskScores baseline(const std::vector<std::int64_t>&, const std::string&,
                      const std::vector<std::int64_t>&, std::uint64_t) const override {
    return {};
  }

 private:
  TaskParts parts_;
};

}  // namespace

std::unique_ptr<Task> zero_shot_image_task(TaskParts parts) {
  return std::make_unique<ZeroShotImages>(std::move(parts));
}

}  // namespace graft
