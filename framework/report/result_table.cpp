#include <algorithm>

#include "framework/report/number_text.h"
#include "framework/report/report.h"
#include "framework/report/run_record.h"
#include "framework/report/text_table.h"

namespace graft {
namespace {

std::vector<std::string> cells(const ResultRow& row) {
  return {row.stage, row.metric, format_number(row.value), format_interval(row.low, row.high),
          row.n ? format_count(*row.n) : ""};
}

}  // namespace

std::string result_table(const std::string& run_folder) {
  const RunRecord run = read_run(run_folder);
  using Align = TextTable::Align;
  TextTable table;
  table.columns = {
      {"stage"}, {"metric"}, {"value", Align::kRight}, {"95 % interval"}, {"n", Align::kRight}};
  std::vector<ResultRow> shown;
  for (const StageRecord& stage : run.stages) {
    if (stage.state != StageRecord::State::kDone) {
      const bool started = stage.state == StageRecord::State::kUnfinished;
      table.rows.push_back({stage.name, started ? "not finished" : "not started", "", "", ""});
    }
    for (const ResultRow& row : stage.results) {
      shown.push_back(row);
      table.rows.push_back(cells(row));
    }
    for (const ResultRow& row : stage.comparison) {
      const bool repeated = std::any_of(shown.begin(), shown.end(), [&row](const ResultRow& other) {
        return other.stage == row.stage && other.metric == row.metric && other.value == row.value;
      });
      if (!repeated) table.rows.push_back(cells(row));
    }
  }
  return table.text();
}

}  // namespace graft
