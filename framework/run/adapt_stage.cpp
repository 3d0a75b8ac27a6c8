#include <memory>

#include "framework/cli/log.h"
#include "framework/data/splits.h"
#include "framework/predict/saved_task.h"
#include "framework/run/parameter_count.h"
#include "framework/run/stage_counts.h"
#include "framework/run/stages.h"
#include "framework/run/task_results.h"
#include "framework/train/trainer.h"
#include "graft/error.h"

namespace graft {

namespace {

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
    keep_base(context, tokenizer, model);
  }
  return model;
}

Evaluation look(const Task& task, const TaskScores& scores) {
  if (!scores.loss) {
    throw InputError("too-little-data", "the validation split has no target", "add examples to it");
  }
  Evaluation evaluation{*scores.loss, {}, task.main_metric()};
  for (const MetricResult& metric : scores.metrics) {
    if (metric.name == evaluation.metric_name) evaluation.metric = metric.value;
  }
  return evaluation;
}

}  // namespace

Value run_adapt_stage(const StageContext& context) {
  const Stage& stage = context.stage;
  const TrainOptions& options = stage.train;
  const std::unique_ptr<Tokenizer> tokenizer = open_tokenizer(context);
  const std::unique_ptr<Dataset> dataset = open_dataset(context.catalog, stage.task->data);
  const std::unique_ptr<Task> task = make_task(*stage.task, *dataset, {}, options.batch_size);
  StageModel model = prepare_model(context, *tokenizer, task->head());
  task->check_model(*model.model);
  if (!model.new_parameters.empty()) {
    std::string names;
    for (const std::string& name : model.new_parameters) names += " " + name;
    log_line(LogLevel::kInfo, stage.name + "  new, not in the checkpoint:" + names);
  }
  const TaskModel learner{*model.model, *tokenizer};
  const std::vector<std::int64_t> chosen = task->training_indices();
  const auto train_examples = task->examples(learner, "train", chosen);
  std::unique_ptr<TaskExamples> validation;
  if (has_split(*dataset, "validation")) {
    validation = task->examples(learner, "validation", all_examples(*dataset, "validation"));
  }

  TrainingJob job;
  job.label = stage.name;
  job.model = model.model.get();
  job.parameters = trainable_parameters(model);
  job.options = options;
  job.seed = context.seed();
  job.folder = context.folder();
  job.profile = context.profile;
  job.steps = steps_of(options, train_examples->epoch_batches(options.batch_size));
  const auto batches = train_examples->training_batches(options.batch_size, job.seed);
  job.batch = [&](std::int64_t index) { return batches->batch(index); };
  if (auto* objective = dynamic_cast<ImageTextObjective*>(model.model.get())) {
    job.after_step = [objective] { objective->constrain_parameters(); };
  }
  if (validation) {
    job.evaluate = [&] { return look(*task, validation->validate()); };
  }

  const ParameterCount parameters = count_parameters(model);
  log_line(LogLevel::kInfo, stage.name + "  " + count_text(parameters));
  const TrainingResult outcome = train(job);
  save_task(save_stage_model(context.folder(), model, *tokenizer), stage.task->kind,
            stage.task->resolved);

  Value result = evaluate_task(context, *stage.task, *task, model, *tokenizer, *dataset, chosen);
  if (outcome.valid_loss) result.set("valid_loss", *outcome.valid_loss);
  result.set("train_loss", outcome.train_loss);
  result.set("train_examples", std::ssize(chosen));
  result.set("truncated_train_texts", train_examples->num_truncated());
  result.set("steps", outcome.steps);
  result.set("stopped_early", outcome.stopped_early);
  result.set("parameters", parameters.total);
  result.set("trainable_parameters", parameters.trainable);
  // That of a number is a name which configurations have to have.
  const bool is_number = model.head.problem_type == "regression";
  if (!model.head.labels.empty() && !is_number) result.set("labels", model.head.labels);
  return result;
}

}  // namespace graft
