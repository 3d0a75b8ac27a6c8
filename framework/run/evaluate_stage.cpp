#include <memory>

#include "framework/run/classification_task.h"
#include "framework/run/stages.h"
#include "graft/error.h"

namespace graft {

Value run_evaluate_stage(const StageContext& context) {
  const Stage& stage = context.stage;
  const std::unique_ptr<Tokenizer> tokenizer = open_tokenizer(context);
  StageModel model = trained_model(context);
  if (model.head.kind != HeadKind::kSequenceClassification) {
    throw InputError(
        {Problem{context.experiment.file, stage.mark.line, stage.mark.column, "bad-value",
                 "stage `" + stage.name + "`: the model has no classification head",
                 "evaluate an adapted model, or use a prompt stage"}});
  }
  const Stage* source = stage.from_is_stage ? context.experiment.find(stage.from) : nullptr;
  if (!stage.task && (source == nullptr || !source->task)) {
    throw InputError({Problem{context.experiment.file, stage.mark.line, stage.mark.column,
                              "missing-key", "stage `" + stage.name + "`: `task` is missing", ""}});
  }
  const TaskUse& task = stage.task ? *stage.task : *source->task;
  const std::unique_ptr<Dataset> dataset = open_dataset(context, task.data);
  return evaluate_classifier(context, model, *tokenizer, *dataset);
}

}  // namespace graft
