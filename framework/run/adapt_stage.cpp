#include <algorithm>
#include <cmath>
#include <memory>

#include "framework/cli/log.h"
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
  StageModel model;
  if (stage.from.empty()) {
    model.model = build_model(context, *stage.model, tokenizer, head);
  } else {
    model = open_model(context, head);
    merge_adapter(model);  // what was learned before becomes part of the model
  }
  model.head = head;
  set_trainable(*model.model, true);
  if (stage.adapter) {
    Rng rng(mix_seed(context.seed(), 9));
    model.adapter = context.catalog.load(Kind::kAdapter, stage.adapter->name)
                        .factories.adapter(stage.adapter->options);
    try {
      model.adapter->attach(*model.model, rng);
    } catch (const InputError& error) {  // say which line of the experiment asked for it
      std::vector<Problem> problems = error.problems();
      for (Problem& problem : problems) {
        if (!problem.file.empty()) continue;
        problem.file = context.experiment.file;
        problem.line = stage.adapter->mark.line;
        problem.column = stage.adapter->mark.column;
      }
      throw InputError(std::move(problems));
    }
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
    log_line(LogLevel::kInfo, stage.name + "  new head, not in the checkpoint:" + names);
  }

  const auto encode = [&](const std::string& split, std::optional<std::int64_t> count) {
    return encode_split(*dataset, split, choose_examples(*dataset, split, head.labels, count),
                        head.labels, *tokenizer, max_length(*model.model));
  };
  const ClassificationSplit train_split = encode("train", stage.task->train_examples);
  const std::vector<std::string> splits = dataset->splits();
  const bool has_validation = std::find(splits.begin(), splits.end(), "validation") != splits.end();
  const ClassificationSplit validation =
      has_validation ? encode("validation", std::nullopt) : ClassificationSplit();
  const std::int64_t pad_id = padding_id(*tokenizer);

  TrainingJob job;
  job.label = stage.name;
  job.model = model.model.get();
  job.parameters = trainable_parameters(model);
  job.options = options;
  job.seed = context.seed();
  job.folder = context.folder();
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
    job.evaluate = [&] { return classify(*model.model, validation, kEvaluationRows, pad_id).loss; };
  }

  const ParameterCount count = count_parameters(model);
  log_line(LogLevel::kInfo, stage.name + "  " + count_text(count));
  const TrainingResult outcome = train(job);
  save_stage_model(context.folder(), model, *tokenizer);

  Value result = evaluate_classifier(context, model, *tokenizer, *dataset);
  if (outcome.valid_loss) result.set("valid_loss", *outcome.valid_loss);
  result.set("train_loss", outcome.train_loss);
  result.set("train_examples", train_split.size());
  result.set("steps", outcome.steps);
  result.set("stopped_early", outcome.stopped_early);
  result.set("parameters", count.total);
  result.set("trainable_parameters", count.trainable);
  result.set("labels", head.labels);
  return result;
}

}  // namespace graft
