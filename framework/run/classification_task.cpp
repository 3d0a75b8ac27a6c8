#include "framework/run/classification_task.h"

#include <algorithm>

#include "framework/data/model_text.h"
#include "framework/evaluate/evaluator.h"
#include "graft/error.h"
#include "graft/file.h"
#include "graft/json.h"

namespace graft {

namespace {

constexpr std::int64_t kEvaluationRows = 64;

}  // namespace

Value metrics_value(const ClassificationMetrics& metrics, const std::string& split) {
  const auto interval = [](const Estimate& estimate) {
    return Value(Value::List{Value(estimate.low), Value(estimate.high)});
  };
  Value intervals;
  intervals.set("accuracy", interval(metrics.accuracy));
  intervals.set("macro_f1", interval(metrics.macro_f1));
  Value result;
  result.set("accuracy", metrics.accuracy.value);
  result.set("macro_f1", metrics.macro_f1.value);
  result.set("majority_accuracy", metrics.majority);
  result.set("n", metrics.n);
  result.set("split", split);
  result.set("intervals", std::move(intervals));
  return result;
}

void write_predictions(const std::string& folder, const std::vector<std::int64_t>& indices,
                       const std::vector<std::int64_t>& labels,
                       const std::vector<std::int64_t>& predictions,
                       const std::vector<std::string>& names) {
  std::string lines;
  for (std::size_t i = 0; i < indices.size(); ++i) {
    Value line;
    line.set("index", indices[i]);
    line.set("label", names[static_cast<std::size_t>(labels[i])]);
    line.set("predicted", names[static_cast<std::size_t>(predictions[i])]);
    lines += write_json(line) + '\n';
  }
  write_file(folder + "/predictions.jsonl", lines);
}

Value evaluate_classifier(const StageContext& context, StageModel& model,
                          const Tokenizer& tokenizer, const Dataset& dataset) {
  const std::string split = final_split(dataset);
  const std::vector<std::string>& labels = model.head.labels;
  const std::vector<std::int64_t> indices = all_examples(dataset, split);
  const ClassificationSplit data =
      encode_split(dataset, split, indices, labels, tokenizer, *model.model);
  const ClassificationOutput output =
      classify(*model.model, data, kEvaluationRows, padding_id(tokenizer));
  write_predictions(context.folder(), indices, data.labels, output.predictions, labels);
  Value result = metrics_value(
      classification_metrics(data.labels, output.predictions,
                             static_cast<std::int64_t>(labels.size()), context.seed()),
      split);
  result.set(split + "_loss", output.loss);
  result.set("truncated_texts", data.truncated);
  return result;
}

}  // namespace graft
