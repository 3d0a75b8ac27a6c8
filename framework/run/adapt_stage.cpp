#include <algorithm>
#include <cmath>
#include <memory>

#include "framework/cli/log.h"
#include "framework/data/model_text.h"
#include "framework/evaluate/evaluator.h"
#include "framework/run/classification_task.h"
#include "framework/run/parameter_count.h"
#include "framework/run/stages.h"
#include "framework/train/trainer.h"
#include "graft/error.h"

namespace graft {

namespace {

constexpr std::int64_t kEvaluationRows = 64;

/// The model to adapt, its adapter attached and what trains chosen.
StageModel prepare_model(const StageContext& context, const Tokenizer& tokenizer,
                         const HeadSpec& head) {
  const Stage& stage = context.stage;
  StageModel model = starting_model(context, tokenizer, head);
  model.head = head;
  set_trainable(*model.model, true);
  if (stage.adapter) {
    Rng rng(mix_seed(context.seed(), 9));
    attach_adapter(context.experiment, *stage.adapter, context.catalog, model, rng);
    keep_base(context, model);
  }
  return model;
}

}  // namespace

Value run_adapt_stage(const StageContext& context) {
  const Stage& stage = context.stage;
  const TrainOptions& options = stage.train;
  const std::unique_ptr<Tokenizer> tokenizer = open_tokenizer(context);
  const std::unique_ptr<Dataset> dataset = open_dataset(context, stage.task->data);
  HeadSpec head;
  head.kind = HeadKind::kSequenceClassification;
  head.labels = read_labels(*dataset);
  StageModel model = prepare_model(context, *tokenizer, head);
  if (!model.new_parameters.empty()) {
    std::string names;
    for (const std::string& name : model.new_parameters) names += " " + name;
    log_line(LogLevel::kInfo, stage.name + "  new, not in the checkpoint:" + names);
  }

  const auto encode = [&](const std::string& split, const std::vector<std::int64_t>& indices) {
    return encode_split(*dataset, split, indices, head.labels, *tokenizer, *model.model);
  };
  const auto count = stage.task->train_examples;
  const ClassificationSplit train_split =
      encode("train", count ? choose_examples(*dataset, head.labels, *count, "task.train_examples")
                            : all_examples(*dataset, "train"));
  const bool has_validation = has_split(*dataset, "validation");
  const ClassificationSplit validation =
      has_validation ? encode("validation", all_examples(*dataset, "validation"))
                     : ClassificationSplit();
  const std::int64_t pad_id = padding_id(*tokenizer);

  TrainingJob job;
  job.label = stage.name;
  job.model = model.model.get();
  job.parameters = trainable_parameters(model);
  job.options = options;
  job.seed = context.seed();
  job.folder = context.folder();
  job.profile = context.profile;
  job.steps = options.steps ? *options.steps
                            : static_cast<std::int64_t>(std::ceil(
                                  *options.epochs * static_cast<double>(train_split.size()) /
                                  static_cast<double>(options.batch_size * options.accumulation)));
  job.batch = [&](std::int64_t index) {
    return make_batch(
        train_split,
        shuffled_rows(train_split.size(), index * options.batch_size, options.batch_size, job.seed),
        pad_id);
  };
  if (has_validation) {
    job.evaluate = [&] {
      const ClassificationOutput said = classify(*model.model, validation, kEvaluationRows, pad_id);
      return Evaluation{said.loss, said.accuracy};
    };
  }

  const ParameterCount parameters = count_parameters(model);
  log_line(LogLevel::kInfo, stage.name + "  " + count_text(parameters));
  const TrainingResult outcome = train(job);
  save_stage_model(context.folder(), model, *tokenizer);

  Value result = evaluate_classifier(context, model, *tokenizer, *dataset);
  if (outcome.valid_loss) result.set("valid_loss", *outcome.valid_loss);
  result.set("train_loss", outcome.train_loss);
  result.set("train_examples", train_split.size());
  result.set("truncated_train_texts", train_split.truncated);
  result.set("steps", outcome.steps);
  result.set("stopped_early", outcome.stopped_early);
  result.set("parameters", parameters.total);
  result.set("trainable_parameters", parameters.trainable);
  result.set("labels", head.labels);
  return result;
}

}  // namespace graft
