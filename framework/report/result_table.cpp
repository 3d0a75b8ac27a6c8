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

// Losses are left to the page where a stage was measured on its task.
bool is_side_note(const ResultRow& row, const StageRecord& stage) {
  const bool has_interval =
      std::any_of(stage.results.begin(), stage.results.end(),
                  [](const ResultRow& other) { return other.low.has_value(); });
  return has_interval && row.metric.ends_with("loss");
}

// Numbers of one name may follow different conventions in two stages; then each has a line.
std::string signature_lines(const RunRecord& run) {
  TextTable table;
  table.columns = {{"metric"}, {"signature"}};
  for (const Signature& signature : signatures_of(run)) {
    table.rows.push_back({signature.metric, signature.text});
  }
  return table.rows.empty() ? "" : "\n" + table.text();
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
      if (is_side_note(row, stage)) continue;
      shown.push_back(row);
      table.rows.push_back(cells(row));
    }
    for (const ResultRow& row : stage.baseline) {
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
  return table.text() + signature_lines(run);
}

}  // namespace graft
