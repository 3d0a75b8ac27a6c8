#include "framework/report/page_sections.h"

#include <algorithm>

#include "framework/report/html.h"
#include "framework/report/number_text.h"
#include "framework/report/page_table.h"

namespace graft {
namespace {

double training_seconds(const RunRecord& run) {
  double seconds = 0;
  for (const StageRecord& stage : run.stages) seconds += stage.training_seconds.value_or(0);
  return seconds;
}

std::string progress(const RunRecord& run) {
  std::string unfinished;
  std::size_t done = 0;
  for (const StageRecord& stage : run.stages) {
    if (stage.state == StageRecord::State::kDone) ++done;
    if (stage.state == StageRecord::State::kUnfinished) unfinished += " " + stage.name;
  }
  return std::to_string(done) + " of " + std::to_string(run.stages.size()) + " done" +
         (unfinished.empty() ? "" : "; not finished:" + unfinished);
}

}  // namespace

std::vector<std::string> labels_of(const std::vector<PageRun>& runs) {
  std::vector<std::string> labels;
  for (const PageRun& run : runs) labels.push_back(run.label);
  return labels;
}

std::vector<std::string> stage_names(const std::vector<PageRun>& runs) {
  std::vector<std::string> names;
  for (const PageRun& run : runs) {
    for (const StageRecord& stage : run.record.stages) {
      if (std::find(names.begin(), names.end(), stage.name) == names.end()) {
        names.push_back(stage.name);
      }
    }
  }
  return names;
}

const StageRecord* find_stage(const RunRecord& run, const std::string& name) {
  for (const StageRecord& stage : run.stages) {
    if (stage.name == name) return &stage;
  }
  return nullptr;
}

std::string summary_section(const std::vector<PageRun>& runs) {
  std::vector<PageRow> rows = {{"experiment", {}}, {"seed", {}}, {"folder", {}}, {"stages", {}}};
  PageRow time{"training time", {}};
  bool any_time = false;
  std::string notes;
  for (const PageRun& run : runs) {
    const RunRecord& record = run.record;
    const Value* seed = record.experiment.find("seed");
    rows[0].cells.push_back(escape_html(record.name));
    rows[1].cells.push_back(seed == nullptr ? "" : escape_html(plain_text(*seed)));
    rows[2].cells.push_back(escape_html(record.folder));
    rows[3].cells.push_back(escape_html(progress(record)));
    const double seconds = training_seconds(record);
    time.cells.push_back(seconds > 0 ? format_duration(seconds) : "");
    any_time = any_time || seconds > 0;
    for (const std::string& note : record.notes) {
      notes += "<p class=\"note\">" + escape_html(run.label + ": " + note) + "</p>\n";
    }
  }
  if (any_time) rows.push_back(time);
  return side_by_side(labels_of(runs), rows) + notes;
}

std::string environment_section(const std::vector<PageRun>& runs) {
  std::vector<const Value*> trees;
  for (const PageRun& run : runs) trees.push_back(&run.record.environment);
  const std::vector<PageRow> rows = flattened(trees);
  std::string result = "<h2>Environment</h2>\n";
  result += rows.empty() ? "<p class=\"quiet\">No environment was recorded.</p>\n"
                         : side_by_side(labels_of(runs), rows);
  result += "<h2>Experiment</h2>\n";
  for (const PageRun& run : runs) {
    result += "<details><summary>experiment.yaml of " + escape_html(run.label) +
              ", every default written out</summary><pre>" +
              escape_html(run.record.experiment_text) + "</pre></details>\n";
  }
  return result;
}

}  // namespace graft
