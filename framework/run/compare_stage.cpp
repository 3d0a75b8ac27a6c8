#include <set>
#include <string>
#include <utility>
#include <vector>

#include "framework/report/run_record.h"
#include "framework/run/stages.h"
#include "graft/file.h"
#include "graft/json.h"

namespace graft {

namespace {

/// What a table shows of each stage, where the stage has it.
constexpr const char* kMetrics[] = {"accuracy",
                                    "macro_f1",
                                    "micro_f1",
                                    "exact_match_ratio",
                                    "spearman",
                                    "mean_squared_error",
                                    "entity_f1",
                                    "exact_match",
                                    "f1",
                                    "bleu",
                                    "chrf",
                                    "rougeL",
                                    "perplexity",
                                    "bits_per_byte",
                                    "valid_loss",
                                    "test_loss",
                                    "majority_accuracy",
                                    "chance_accuracy"};

/// Of classes, which have one label each, micro F1 is the accuracy; and where there is something
/// better, losses are details of training.
bool is_detail(const std::string& metric, const Value& result) {
  if (metric == "micro_f1") return result.find("accuracy") != nullptr;
  return metric.ends_with("_loss") && result.find("intervals") != nullptr;
}

/// The metrics of the list, and rankings with what chance would give: `caption.image_to_text.mrr`,
/// `chance.caption.image_to_text.recall@1`.
std::vector<std::string> shown_metrics(const Value& result) {
  std::vector<std::string> names;
  for (const char* metric : kMetrics) {
    if (result.find(metric) != nullptr && !is_detail(metric, result)) names.emplace_back(metric);
  }
  for (const Value::Member& member : result.as_map()) {
    const bool is_ranking =
        member.key.find(".recall@") != std::string::npos || member.key.ends_with(".mrr");
    if (is_ranking) names.push_back(member.key);
  }
  return names;
}

void add_rows(const std::string& stage, const Value& result, Value& rows) {
  for (const std::string& metric : shown_metrics(result)) {
    const Value* value = result.find(metric);
    const Value* intervals = result.find("intervals");
    const Value* interval = intervals == nullptr ? nullptr : intervals->find(metric);
    Value row;
    row.set("stage", stage);
    row.set("metric", metric);
    row.set("value", *value);
    row.set("low", interval == nullptr ? Value() : interval->as_list().front());
    row.set("high", interval == nullptr ? Value() : interval->as_list().back());
    row.set("n", result.find("n") == nullptr ? Value() : result.at("n"));
    rows.push_back(std::move(row));
  }
}

/// The method and its numbers; intervals are left out, as they differ by the draws of each stage.
std::string content_of(const Value& baseline) {
  Value numbers = Value::map();
  for (const Value::Member& member : baseline.as_map()) {
    if (!member.value.is_map()) numbers.set(member.key, member.value);
  }
  return write_json(numbers);
}

}  // namespace

Value run_compare_stage(const StageContext& context) {
  Value rows = Value::list();
  Value simple = Value::list();  // of the methods beside the stages, those that are equal once
  std::set<std::string> told;
  for (const std::string& name : context.stage.of) {
    const std::string path = context.run.stage(name) + "/result.json";
    const Value result = parse_json(read_file(path), path);
    add_rows(name, result, rows);
    const Value* baseline = result.find("baseline");
    if (baseline == nullptr || !told.insert(content_of(*baseline)).second) continue;
    const Value* method = baseline->find("name");
    add_rows(baseline_row(name, method == nullptr ? "" : method->as_string()), *baseline, simple);
  }
  for (const Value& row : simple.as_list()) rows.push_back(row);
  Value result;
  result.set("rows", std::move(rows));
  return result;
}

}  // namespace graft
