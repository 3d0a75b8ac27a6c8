#include <algorithm>

#include "framework/report/html.h"
#include "framework/report/line_chart.h"
#include "framework/report/number_text.h"
#include "framework/report/page_sections.h"
#include "framework/report/page_table.h"

namespace graft {
namespace {

std::string scalar(const Value& map, const char* key) {
  const Value* value = map.find(key);
  return value == nullptr || value->is_null() || value->is_map() ? "" : plain_text(*value);
}

// The components of a stage in a few words: `from base · adapter NAME · data NAME`.
std::string uses(const Value& description) {
  std::string text;
  const auto add = [&text](const std::string& what, const std::string& name) {
    if (name.empty()) return;
    text += (text.empty() ? "" : " · ") + what + " <b>" + escape_html(name) + "</b>";
  };
  add("from", scalar(description, "from"));
  add("of", scalar(description, "of"));
  if (!description.is_map()) return text;
  for (const auto& [key, value, mark] : description.as_map()) {
    if (!value.is_map()) continue;
    for (const char* name : {"name", "architecture", "kind"}) {
      add(escape_html(key), scalar(value, name));
    }
    if (const Value* data = value.find("data")) add("data", scalar(*data, "name"));
  }
  return text;
}

std::string state_text(const StageRecord& stage) {
  if (stage.state == StageRecord::State::kDone) return "done";
  if (stage.state == StageRecord::State::kNotStarted) return "not started";
  double last = 0;
  for (const auto& [key, curve] : stage.curves) {
    if (!curve.steps.empty()) last = std::max(last, curve.steps.back());
  }
  return "not finished, last logged step " + format_count(static_cast<std::int64_t>(last));
}

std::string fact_text(const Value& value) {
  if (value.is_int()) return format_count(value.as_int());
  if (value.is_number()) return format_number(value.as_double());
  return escape_html(plain_text(value));
}

// " (1.23 %)" of all parameters.
std::string share_text(const Value& facts) {
  const Value* all = facts.find("parameters");
  const Value* trainable = facts.find("trainable_parameters");
  if (all == nullptr || !all->is_int() || !trainable->is_int() || all->as_int() < 1) return "";
  return " (" + format_number(100.0 * trainable->as_double() / all->as_double()) + " %)";
}

std::vector<PageRow> overview(const std::vector<const StageRecord*>& stages) {
  std::vector<PageRow> rows = {{"uses", {}}, {"state", {}}};
  const auto cell = [&rows, &stages](const std::string& name, std::size_t column) -> std::string& {
    auto row = std::find_if(rows.begin(), rows.end(),
                            [&name](const PageRow& other) { return other.name == name; });
    if (row == rows.end()) {
      row = rows.insert(row, {name, std::vector<std::string>(stages.size())});
    }
    return row->cells[column];
  };
  for (std::size_t i = 0; i < stages.size(); ++i) {
    rows[0].cells.push_back(stages[i] == nullptr ? "" : uses(stages[i]->description));
    rows[1].cells.push_back(stages[i] == nullptr ? "no such stage" : state_text(*stages[i]));
  }
  for (std::size_t i = 0; i < stages.size(); ++i) {
    if (stages[i] == nullptr) continue;
    if (const auto seconds = stages[i]->training_seconds) {
      cell("training time", i) = format_duration(*seconds);
    }
    if (!stages[i]->facts.is_map()) continue;
    for (const auto& [key, value, mark] : stages[i]->facts.as_map()) {
      std::string name = key;
      std::replace(name.begin(), name.end(), '_', ' ');
      cell(name, i) = fact_text(value);
      if (key == "trainable_parameters") cell(name, i) += share_text(stages[i]->facts);
    }
  }
  return rows;
}

// One chart of some curves of all runs. With one run every curve has its own colour, with several
// every run has.
std::string chart(const std::string& title, const std::vector<std::string>& keys, int height,
                  const std::vector<PageRun>& runs, const std::vector<const StageRecord*>& stages) {
  LineChart drawn{title, {}, height};
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (stages[i] == nullptr) continue;
    for (std::size_t k = 0; k < keys.size(); ++k) {
      const auto curve = stages[i]->curves.find(keys[k]);
      if (curve == stages[i]->curves.end()) continue;
      const bool several = runs.size() > 1;
      drawn.lines.push_back({several ? runs[i].label + ", " + keys[k] : keys[k], curve->second,
                             static_cast<int>(several ? i : k) + 1, keys[k] == "valid_loss"});
    }
  }
  return draw(drawn);
}

std::string section(const std::string& name, const std::vector<PageRun>& runs) {
  std::vector<const StageRecord*> stages;
  std::vector<const Value*> descriptions;
  std::string kind;
  std::string notes;
  for (const PageRun& run : runs) {
    const StageRecord* stage = find_stage(run.record, name);
    stages.push_back(stage);
    descriptions.push_back(stage == nullptr ? nullptr : &stage->description);
    if (stage == nullptr) continue;
    if (kind.empty()) kind = stage->kind;
    for (const std::string& note : stage->notes) {
      notes += "<p class=\"note\">" + escape_html(run.label + ": " + note) + "</p>\n";
    }
  }
  std::string result =
      "<h2>" + escape_html(name) + " <span class=\"quiet\">" + escape_html(kind) + "</span></h2>\n";
  result += side_by_side(labels_of(runs), overview(stages)) + notes;
  const std::string charts = chart("loss", {"loss", "valid_loss"}, 240, runs, stages) +
                             chart("learning rate", {"learning_rate"}, 150, runs, stages);
  if (!charts.empty()) result += "<div class=\"charts\">\n" + charts + "</div>\n";
  result += "<details><summary>All settings</summary>\n" +
            side_by_side(labels_of(runs), flattened(descriptions)) + "</details>\n";
  return result;
}

}  // namespace

std::string stage_sections(const std::vector<PageRun>& runs) {
  std::string result;
  for (const std::string& name : stage_names(runs)) result += section(name, runs);
  return result;
}

}  // namespace graft
