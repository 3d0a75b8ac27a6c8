#pragma once

#include <memory>
#include <string>
#include <vector>

#include "framework/run/stage_model.h"
#include "framework/tasks/task.h"

namespace graft {

/// The task of an experiment on its data. `labels`: those that a model was trained on; empty: the
/// data's own. `batch_size`: see TaskParts.
std::unique_ptr<Task> make_task(const TaskUse& use, const Dataset& dataset,
                                std::vector<std::string> labels, std::int64_t batch_size);

/// Throws InputError at the stage where a model has another head than the task needs.
void require_head(const Experiment& experiment, const Stage& stage, const HeadSpec& head,
                  const Task& task);

/// What `result.json` says of these scores on `split`.
Value scores_value(const TaskScores& scores, const std::string& split);

/// Writes `predictions.jsonl`, one line for each example.
void write_predictions(const std::string& folder, const std::vector<Value>& predictions);

/// Scores a trained model on the final split and writes its predictions. `train`: the examples that
/// it learned from, for the simple method beside it; empty: there is no such method.
Value evaluate_task(const StageContext& context, const TaskUse& use, const Task& task,
                    StageModel& model, const Tokenizer& tokenizer, const Dataset& dataset,
                    const std::vector<std::int64_t>& train);

}  // namespace graft
