#pragma once

#include <string>
#include <vector>

#include "framework/data/classification_data.h"
#include "framework/evaluate/classification_metrics.h"
#include "framework/run/stage_model.h"

namespace graft {

/// What `result.json` says of classification.
Value metrics_value(const ClassificationMetrics& metrics, const std::string& split);

/// Writes `predictions.jsonl`: `{"index","label","predicted"}` per item.
void write_predictions(const std::string& folder, const std::vector<std::int64_t>& indices,
                       const std::vector<std::int64_t>& labels,
                       const std::vector<std::int64_t>& predictions,
                       const std::vector<std::string>& names);

/// Evaluates a classifier on the final split of `dataset` and writes its predictions.
Value evaluate_classifier(const StageContext& context, StageModel& model,
                          const Tokenizer& tokenizer, const Dataset& dataset);

}  // namespace graft
