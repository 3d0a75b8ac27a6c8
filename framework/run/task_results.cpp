#include "framework/run/task_results.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "framework/data/splits.h"
#include "framework/evaluate/metrics/metric_result.h"
#include "graft/error.h"
#include "graft/file.h"
#include "graft/json.h"

namespace graft {

namespace {

void add_details(const Value& details, Value& result) {
  for (const Value::Member& member : details.as_map()) result.set(member.key, member.value);
}

}  // namespace

std::unique_ptr<Task> make_task(const TaskUse& use, const Dataset& dataset,
                                std::vector<std::string> labels, std::int64_t batch_size) {
  return make_task(
      use.kind, TaskParts{dataset, use.options, use.data.captions, std::move(labels), batch_size});
}

void require_head(const Experiment& experiment, const Stage& stage, const HeadSpec& head,
                  const Task& task) {
  const HeadSpec needed = task.head();
  const bool is_typed = needed.kind == HeadKind::kSequenceClassification ||
                        needed.kind == HeadKind::kImageClassification;
  const bool fits =
      !is_typed || head.problem_type.empty() || head.problem_type == needed.problem_type;
  if (head.kind == needed.kind && fits) return;
  if (head.kind == needed.kind) {
    throw InputError({Problem{experiment.file, stage.mark.line, stage.mark.column, "bad-value",
                              "stage `" + stage.name + "`: the model learned " + head.problem_type +
                                  ", the task is " + needed.problem_type,
                              "write `problem_type: " + head.problem_type + "`"}});
  }
  throw InputError(
      {Problem{experiment.file, stage.mark.line, stage.mark.column, "bad-value",
               "stage `" + stage.name + "`: the model has a head for " + name_of(head.kind) +
                   ", the task needs one for " + name_of(needed.kind),
               "evaluate a model that was adapted to this task"}});
}

Value scores_value(const TaskScores& scores, const std::string& split) {
  Value result = Value::map();
  add_results(scores.metrics, result);
  add_details(scores.details, result);
  result.set("n", scores.n);
  result.set("split", split);
  // As a training and the records of its steps call it.
  const std::string loss = split == "validation" ? "valid_loss" : split + "_loss";
  if (scores.loss) result.set(loss, *scores.loss);
  return result;
}

void write_predictions(const std::string& folder, const std::vector<Value>& predictions) {
  std::string lines;
  for (const Value& prediction : predictions) lines += write_json(prediction) + '\n';
  write_file(folder + "/predictions.jsonl", lines);
}

Value evaluate_task(const StageContext& context, const TaskUse& use, const Task& task,
                    StageModel& model, const Tokenizer& tokenizer, const Dataset& dataset,
                    const std::vector<std::int64_t>& train) {
  const std::string split = final_split(dataset);
  const std::vector<std::int64_t> indices = first_examples(
      dataset, split, use.options.max_examples.value_or(std::numeric_limits<std::int64_t>::max()));
  const auto examples = task.examples({*model.model, tokenizer}, split, indices);
  const TaskScores scores = examples->evaluate(context.seed());
  if (!scores.predictions.empty()) write_predictions(context.folder(), scores.predictions);
  Value result = scores_value(scores, split);
  result.set("truncated_texts", examples->num_truncated());
  if (!use.options.baseline || train.empty()) return result;
  const TaskScores baseline = task.baseline(train, split, indices, context.seed());
  if (baseline.metrics.empty()) return result;
  Value simple = Value::map();
  add_details(baseline.details, simple);
  add_results(baseline.metrics, simple);
  result.set("baseline", std::move(simple));
  return result;
}

}  // namespace graft
