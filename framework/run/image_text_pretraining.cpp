#include "framework/run/image_text_pretraining.h"

#include <memory>

#include "framework/cli/log.h"
#include "framework/data/splits.h"
#include "framework/run/parameter_count.h"
#include "framework/run/stage_counts.h"
#include "framework/run/task_results.h"
#include "framework/tasks/image_text.h"
#include "framework/train/trainer.h"

namespace graft {

Value pretrain_on_images(const StageContext& context, StageModel& model,
                         const Tokenizer& tokenizer) {
  const Stage& stage = context.stage;
  auto& objective = dynamic_cast<ImageTextObjective&>(*model.model);
  const std::unique_ptr<Dataset> dataset = open_dataset(context.catalog, *stage.data);
  const auto examples = [&](const std::string& split) {
    return std::make_unique<ImageTextExamples>(
        TaskModel{*model.model, tokenizer}, TaskOptions(), *dataset, split,
        caption_columns(stage.data->captions), stage.train.batch_size);
  };
  const auto train_examples = examples("train");
  std::unique_ptr<ImageTextExamples> validation;
  if (has_split(*dataset, "validation")) validation = examples("validation");

  TrainingJob job;
  job.label = stage.name;
  job.model = model.model.get();
  job.parameters = trainable_parameters(model);
  job.options = stage.train;
  job.seed = context.seed();
  job.folder = context.folder();
  job.profile = context.profile;
  job.steps = steps_of(stage.train, train_examples->epoch_batches(stage.train.batch_size));
  const auto batches = train_examples->training_batches(stage.train.batch_size, job.seed);
  job.batch = [&](std::int64_t index) { return batches->batch(index); };
  job.after_step = [&objective] { objective.constrain_parameters(); };
  if (validation) {
    job.evaluate = [&] { return Evaluation{*validation->validate().loss, {}, ""}; };
  }

  const ParameterCount count = count_parameters(model);
  log_line(LogLevel::kInfo, stage.name + "  " + count_text(count));
  const TrainingResult outcome = train(job);
  save_stage_model(context.folder(), model, tokenizer);

  Value result;
  if (outcome.valid_loss) result.set("valid_loss", *outcome.valid_loss);
  result.set("train_loss", outcome.train_loss);
  result.set("steps", outcome.steps);
  result.set("tokens", outcome.tokens);
  result.set("parameters", count.total);
  result.set("trainable_parameters", count.trainable);
  const bool has_final = has_split(*dataset, "test") || validation != nullptr;
  if (!has_final) return result;

  const std::string split = final_split(*dataset);
  const TaskScores scores = examples(split)->evaluate(context.seed());
  if (!scores.predictions.empty()) write_predictions(context.folder(), scores.predictions);
  const Value told = scores_value(scores, split);
  for (const Value::Member& member : told.as_map()) result.set(member.key, member.value);
  return result;
}

}  // namespace graft
