#include "framework/run/stages.h"
#include "graft/file.h"
#include "graft/json.h"

namespace graft {

namespace {

/// What a table shows of each stage, where the stage has it.
constexpr const char* kMetrics[] = {"accuracy", "macro_f1", "valid_loss"};

}  // namespace

Value run_compare_stage(const StageContext& context) {
  Value rows = Value::list();
  for (const std::string& name : context.stage.of) {
    const std::string path = context.run.stage(name) + "/result.json";
    const Value result = parse_json(read_file(path), path);
    for (const char* metric : kMetrics) {
      const Value* value = result.find(metric);
      if (value == nullptr) continue;
      const Value* intervals = result.find("intervals");
      const Value* interval = intervals == nullptr ? nullptr : intervals->find(metric);
      if (interval == nullptr && result.find("accuracy") != nullptr)
        continue;  // a detail of training
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
