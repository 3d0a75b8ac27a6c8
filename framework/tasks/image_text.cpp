#include "framework/tasks/image_text.h"

#include <cmath>
#include <utility>

#include "framework/data/example_problems.h"
#include "framework/data/splits.h"
#include "framework/evaluate/embedder.h"
#include "framework/evaluate/retrieval.h"
#include "framework/tasks/scores.h"
#include "framework/tasks/text_writing.h"
#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/ops/matmul.h"

namespace graft {

namespace {

constexpr std::uint64_t kEvaluationSeed = 12;

class SampledBatches : public BatchSource {
 public:
  SampledBatches(ImageTextExamples& examples, ImageTextSampler sampler, std::uint64_t seed)
      : examples_(examples), sampler_(std::move(sampler)), seed_(seed) {}

  Batch batch(std::int64_t k) override {
    return examples_.batch(sampler_.batch(k), mix_seed(seed_, 8, static_cast<std::uint64_t>(k)));
  }

 private:
  ImageTextExamples& examples_;
  ImageTextSampler sampler_;
  std::uint64_t seed_;
};

void check_image_text(const TaskParts& parts, const std::string& split, std::int64_t most) {
  for_each_example(parts.dataset, split, most, [&](const Example& example, std::int64_t index) {
    picture_of(example, split, index);
    for (const std::string& column : parts.captions) captions_at(example, column, split, index);
  });
}

void add_ranking(const RetrievalMetric& metric, const std::string& prefix, std::uint64_t seed,
                 TaskScores& scores) {
  const std::size_t before = scores.metrics.size();
  add_metric(metric, seed, scores);
  for (std::size_t i = before; i < scores.metrics.size(); ++i) {
    scores.metrics[i].name = prefix + scores.metrics[i].name;
  }
}

/// A task on images with texts for models that have the interface `Needed`.
template <typename Needed>
class ImageTextTask : public Task {
 public:
  /// `metric`: the main one; empty: the rank of a text among all.
  ImageTextTask(TaskParts parts, std::string metric, const char* need)
      : parts_(std::move(parts)), metric_(std::move(metric)), need_(need) {
    parts_.captions = caption_columns(parts_.captions);
  }

  HeadSpec head() const override { return {}; }
  std::string main_metric() const override {
    return metric_.empty() ? parts_.captions.front() + ".image_to_text.mrr" : metric_;
  }

  void check_model(const Architecture& model) const override {
    const bool fits = dynamic_cast<const Needed*>(&model) != nullptr &&
                      dynamic_cast<const Multimodal*>(&model) != nullptr &&
                      dynamic_cast<const ImageTextObjective*>(&model) != nullptr;
    if (!fits) throw InputError("wrong-family", need_, "choose another architecture");
  }

  void check_examples(const std::string& split, std::int64_t most) const override {
    check_image_text(parts_, split, most);
  }

  std::vector<std::int64_t> training_indices() const override {
    return all_examples(parts_.dataset, "train");
  }
  double epoch_batches(double rows, std::int64_t batch_size) const override {
    return static_cast<double>(image_text_epoch(static_cast<std::int64_t>(rows), batch_size));
  }

  std::unique_ptr<TaskExamples> examples(const TaskModel& model, const std::string& split,
                                         const std::vector<std::int64_t>&) const override {
    return std::make_unique<ImageTextExamples>(model, parts_.options, parts_.dataset, split,
                                               parts_.captions, parts_.batch_size);
  }

  TaskScores baseline(const std::vector<std::int64_t>&, const std::string&,
                      const std::vector<std::int64_t>&, std::uint64_t) const override {
    return {};
  }

 private:
  TaskParts parts_;
  std::string metric_;
  const char* need_;
};

}  // namespace

ImageTextExamples::ImageTextExamples(const TaskModel& model, const TaskOptions& options,
                                     const Dataset& dataset, const std::string& split,
                                     std::vector<std::string> columns, std::int64_t batch_size)
    : model_(model),
      options_(options),
      batch_size_(batch_size),
      objective_(dynamic_cast<ImageTextObjective&>(model.model)),
      traits_(token_traits(model.tokenizer)),
      data_(dataset, split, std::move(columns), model.tokenizer,
            dynamic_cast<const Multimodal&>(model.model).image_input()) {}

double ImageTextExamples::epoch_batches(std::int64_t batch_size) const {
  return static_cast<double>(image_text_epoch(data_.size(), batch_size));
}

std::unique_ptr<BatchSource> ImageTextExamples::training_batches(std::int64_t batch_size,
                                                                 std::uint64_t seed) {
  ImageTextSampler sampler(data_, batch_size, objective_.needs_distinct_texts(), seed);
  return std::make_unique<SampledBatches>(*this, std::move(sampler), seed);
}

Batch ImageTextExamples::longest_batch(std::int64_t rows) {
  if (data_.size() == 0) throw InputError("too-little-data", "there is nothing to train on");
  std::vector<ImageTextRow> chosen;
  for (std::int64_t i = 0; i < rows; ++i) chosen.push_back({i % data_.size(), 0});
  return batch(chosen, 0);
}

Batch ImageTextExamples::batch(const std::vector<ImageTextRow>& rows, std::uint64_t seed) {
  std::vector<std::int64_t> indices;
  std::vector<std::vector<std::int64_t>> texts;
  for (const ImageTextRow& row : rows) {
    indices.push_back(row.index);
    texts.push_back(data_.text(row).tokens);
  }
  Rng rng(seed);
  return objective_.pretraining_batch(data_.pixel_values(indices), texts, traits_, rng);
}

/// Every example with every one of its texts.
TaskScores ImageTextExamples::validate() {
  const NoGradient no_gradient;
  double total = 0.0;
  double share = 0.0;  // of the loss of chance, ln(rows)
  std::int64_t num_targets = 0;
  std::int64_t num_shares = 0;
  const bool distinct = objective_.needs_distinct_texts();
  for (const auto& rows : batches_in_order(data_, batch_size_, distinct)) {
    ForwardContext context;
    context.logits = false;
    const ModelOutput output = model_.model.forward(batch(rows, kEvaluationSeed), context);
    const auto loss = static_cast<double>(output.loss.item());
    total += loss * static_cast<double>(output.num_targets);
    num_targets += output.num_targets;
    if (rows.size() < 2) continue;
    share += loss / std::log(static_cast<double>(rows.size()));
    ++num_shares;
  }
  if (num_targets == 0) throw InputError("too-little-data", "the split has no target");
  TaskScores scores;
  scores.loss = total / static_cast<double>(num_targets);
  scores.n = data_.size();
  if (distinct && num_shares > 0) {
    scores.details.set("loss_share", share / static_cast<double>(num_shares));
  }
  return scores;
}

TaskScores ImageTextExamples::evaluate(std::uint64_t seed) {
  TaskScores scores = validate();
  if (dynamic_cast<ImageTextEmbedding*>(&model_.model) != nullptr) add_retrieval(seed, scores);
  if (dynamic_cast<TextDecoder*>(&model_.model) != nullptr) add_captions(seed, scores);
  return scores;
}

void ImageTextExamples::add_retrieval(std::uint64_t seed, TaskScores& scores) {
  const NoGradient no_gradient;
  const Embedder embedder(model_.model, model_.tokenizer);
  const std::vector<std::int64_t>& pictures = data_.pictures();
  const Tensor images =
      embedder.images(std::ssize(pictures), [&](const std::vector<std::int64_t>& rows) {
        std::vector<std::int64_t> indices;
        for (const std::int64_t row : rows) {
          indices.push_back(pictures[static_cast<std::size_t>(row)]);
        }
        return data_.pixel_values(indices);
      });
  for (std::size_t column = 0; column < data_.columns().size(); ++column) {
    const ImageTextData::ColumnTexts all = data_.column_texts(column);
    const Tensor similarity = matmul(images, embedder.texts(all.texts), Transpose::kSecond);
    const std::string to_text = data_.columns()[column] + ".image_to_text.";
    const std::string to_image = data_.columns()[column] + ".text_to_image.";
    add_ranking(image_to_text_metric(similarity, all.picture_of), to_text, seed, scores);
    add_ranking(text_to_image_metric(similarity, all.picture_of), to_image, seed, scores);
    for (const RecallAt& found : recall(similarity, all.picture_of)) {
      const std::string depth = "recall@" + std::to_string(found.k);
      scores.details.set("chance." + to_text + depth, found.image_to_text_chance);
      scores.details.set("chance." + to_image + depth, found.text_to_image_chance);
    }
  }
}

void ImageTextExamples::add_captions(std::uint64_t seed, TaskScores& scores) {
  const SpecialTokens special = model_.tokenizer.special_tokens();
  const auto first = special.bos ? special.bos : special.eos;
  if (!first) {
    throw InputError("no-first-token", "no token begins a caption",
                     "train the tokenizer with special_tokens");
  }
  const GenerationSettings settings = writing_settings(options_, model_.tokenizer);
  // What any example says of a picture is right.
  const std::vector<std::int64_t>& pictures = data_.pictures();
  std::vector<std::vector<std::string>> references(pictures.size());
  for (std::int64_t index = 0; index < data_.size(); ++index) {
    for (const ImageTextData::Text& text : data_.texts(index)) {
      references[static_cast<std::size_t>(data_.picture(index))].push_back(text.text);
    }
  }
  const std::vector<std::string> written =
      write_texts("captions", std::ssize(pictures), [&](std::int64_t picture) {
        TextStart start;
        start.source["pixel_values"] =
            data_.pixel_values({pictures[static_cast<std::size_t>(picture)]});
        start.prompt = {*first};
        return write_text(model_, start, settings);
      });
  TaskScores texts = score_texts(written, references, pictures, options_, seed);
  scores.metrics.insert(scores.metrics.end(), texts.metrics.begin(), texts.metrics.end());
  scores.predictions = std::move(texts.predictions);
}

std::unique_ptr<Task> image_text_retrieval_task(TaskParts parts) {
  return std::make_unique<ImageTextTask<ImageTextEmbedding>>(
      std::move(parts), "",
      "image-text-retrieval needs a model that puts images and texts into one space");
}

std::unique_ptr<Task> captioning_task(TaskParts parts) {
  return std::make_unique<ImageTextTask<TextDecoder>>(
      std::move(parts), "bleu", "captioning needs a model that writes about images");
}

}  // namespace graft
