#include <string>
#include <vector>

#include "framework/run/stages.h"
#include "graft/file.h"
#include "graft/json.h"

namespace graft {

namespace {

/// What a table shows of each stage, where the stage has it.
constexpr const char* kMetrics[] = {"accuracy",   "macro_f1",
                                    "micro_f1",   "exact_match_ratio",
                                    "spearman",   "mean_squared_error",
                                    "entity_f1",  "exact_match",
                                    "f1",         "bleu",
                                    "chrf",       "rougeL",
                                    "perplexity", "bits_per_byte",
                                    "valid_loss", "test_loss"};

/// Of classes, which have one label each, micro F1 is the accuracy; and where there is something
/// better, losses are details of training.
bool is_detail(const std::string& metric, const Value& result) {
  if (metric == "micro_f1") return result.find("accuracy") != nullptr;
  return metric.ends_with("_loss") && result.find("intervals") != nullptr;
}

/// The metrics of the list, and those that have it behind a prefix: `caption.image_to_text.mrr`.
std::vector<std::string> shown_metrics(const Value& result) {
  std::vector<std::string> names;
  for (const char* metric : kMetrics) {
    if (result.find(metric) != nullptr && !is_detail(metric, result)) names.emplace_back(metric);
  }
  for (const Value::Member& member : result.as_map()) {
    const bool is_ranking =
        member.key.find(".recall@") != std::string::npos || member.key.ends_with(".mrr");
    if (!is_ranking || member.key.starts_with("chance.")) {
      continue;
    }
    names.push_back(member.key);
  }
  return names;
}

}  // namespace

Value run_compare_stage(const StageContext& context) {
  Value rows = Value::list();
  for (const std::string& name : context.stage.of) {
    const std::string path = context.run.stage(name) + "/result.json";
    const Value result = parse_json(read_file(path), path);
    for (const std::string& metric : shown_metrics(result)) {
      const Value* value = result.find(metric);
      const Value* intervals = result.find("intervals");
      const Value* interval = intervals == nullptr ? nullptr : intervals->find(metric);
      Value row;
      row.set("stage", name);
      row.set("metric", metric);
      row.set("value", *value);
      row.set("low", interval == nullptr ? Value() : interval->as_list().front());
      row.set("high", interval == nullptr ? Value() : interval->as_list().back());
      row.set("n", result.find("n") == nullptr ? Value() : result.at("n"));
      rows.push_back(std::move(row));
    }
  }
  Value result;
  result.set("rows", std::move(rows));
  return result;
}

}  // namespace graft
