#include <memory>

#include "framework/data/splits.h"
#include "framework/run/stages.h"
#include "framework/run/task_results.h"
#include "graft/error.h"

namespace graft {

Value run_evaluate_stage(const StageContext& context) {
  const Stage& stage = context.stage;
  const std::unique_ptr<Tokenizer> tokenizer = open_tokenizer(context);
  StageModel model = trained_model(context);
  const std::unique_ptr<Dataset> dataset = open_dataset(context.catalog, stage.task->data);
  const std::unique_ptr<Task> task =
      make_task(*stage.task, *dataset, model.head.labels, TaskParts::kEvaluationRows);
  require_head(context.experiment, stage, model.head, *task);
  task->check_model(*model.model);
  const bool has_baseline = stage.task->options.baseline && has_split(*dataset, "train");
  const std::vector<std::int64_t> train =
      has_baseline ? task->training_indices() : std::vector<std::int64_t>();
  return evaluate_task(context, *stage.task, *task, model, *tokenizer, *dataset, train);
}

}  // namespace graft
