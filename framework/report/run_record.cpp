#include "framework/report/run_record.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <utility>

#include "framework/config/yaml.h"
#include "graft/file.h"
#include "graft/json.h"

namespace graft {
namespace {

namespace fs = std::filesystem;

std::optional<double> number(const Value* value) {
  if (value == nullptr || !value->is_number()) return std::nullopt;
  return value->as_double();
}

std::optional<std::int64_t> count(const Value* value) {
  if (value == nullptr || !value->is_int()) return std::nullopt;
  return value->as_int();
}

std::string text(const Value* value) {
  return value != nullptr && value->is_string() ? value->as_string() : "";
}

// Goes back behind `step` where a continued run repeats steps, then appends.
void append(Curve& curve, double step, double value) {
  while (!curve.steps.empty() && curve.steps.back() >= step) {
    curve.steps.pop_back();
    curve.values.pop_back();
  }
  curve.steps.push_back(step);
  curve.values.push_back(value);
}

void read_metrics(const std::string& path, StageRecord& stage) {
  std::ifstream file(path, std::ios::binary);
  std::string line;
  std::int64_t unreadable = 0;
  while (std::getline(file, line)) {
    const bool cut_off = file.eof();  // no newline behind it
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    try {
      const Value entry = parse_json(line, path);
      const std::optional<double> step = number(entry.find("step"));
      if (!step) throw InputError("metrics", "no step");
      for (const auto& [key, value, mark] : entry.as_map()) {
        if (key != "step" && value.is_number()) append(stage.curves[key], *step, value.as_double());
      }
    } catch (const InputError&) {
      if (!cut_off) ++unreadable;
    }
  }
  if (unreadable > 0) {
    stage.notes.push_back("metrics.jsonl: " + std::to_string(unreadable) +
                          (unreadable == 1 ? " line" : " lines") + " could not be read");
  }
}

// `"accuracy": 0.9`, with `"intervals": {"accuracy": [low, high]}` and `"n"` of what has intervals.
ResultRow measured(const std::string& stage, const std::string& metric, double value,
                   const Value& result) {
  ResultRow row{stage, metric, value, std::nullopt, std::nullopt, std::nullopt};
  const Value* intervals = result.find("intervals");
  const Value* interval = intervals == nullptr ? nullptr : intervals->find(metric);
  if (interval != nullptr && interval->is_list() && interval->size() == 2) {
    row.low = number(&interval->as_list()[0]);
    row.high = number(&interval->as_list()[1]);
    row.n = count(result.find("n"));
  }
  return row;
}

std::vector<ResultRow> read_rows(const Value::List& entries) {
  std::vector<ResultRow> rows;
  for (const Value& entry : entries) {
    const std::optional<double> value = number(entry.find("value"));
    if (!value) continue;
    rows.push_back({text(entry.find("stage")), text(entry.find("metric")), *value,
                    number(entry.find("low")), number(entry.find("high")), count(entry.find("n"))});
  }
  return rows;
}

void read_signatures(const Value& result, StageRecord& stage) {
  const Value* signatures = result.find("signatures");
  if (signatures == nullptr || !signatures->is_map()) return;
  for (const auto& [metric, value, mark] : signatures->as_map()) {
    const Signature signature{metric, text(&value)};
    const auto end = stage.signatures.end();
    if (std::find(stage.signatures.begin(), end, signature) == end) {
      stage.signatures.push_back(signature);
    }
  }
}

/// `"baseline": {"name": "majority", "accuracy": 0.5, …}`, as the stage has its own numbers.
void read_baseline(const Value& baseline, StageRecord& stage) {
  const std::string row = baseline_row(stage.name, text(baseline.find("name")));
  for (const auto& [key, value, mark] : baseline.as_map()) {
    if (value.kind() != Value::Kind::kFloat) continue;
    stage.baseline.push_back(measured(row, key, value.as_double(), baseline));
  }
  read_signatures(baseline, stage);
}

/// Whether two stages stand beside the same numbers of the same method; intervals differ by the
/// draws of each stage.
bool is_same_baseline(const StageRecord& one, const StageRecord& other) {
  const auto is_same = [&](const ResultRow& left, const ResultRow& right) {
    return left.stage.substr(one.name.size()) == right.stage.substr(other.name.size()) &&
           left.metric == right.metric && left.value == right.value && left.n == right.n;
  };
  return std::equal(one.baseline.begin(), one.baseline.end(), other.baseline.begin(),
                    other.baseline.end(), is_same);
}

void read_result(const std::string& path, StageRecord& stage) {
  try {
    const Value result = parse_json(read_file(path), path);
    stage.facts = Value::map();
    read_signatures(result, stage);
    for (const auto& [key, value, mark] : result.as_map()) {
      if (key == "rows" && value.is_list()) {
        stage.comparison = read_rows(value.as_list());
      } else if (key == "baseline" && value.is_map()) {
        read_baseline(value, stage);
      } else if (value.kind() == Value::Kind::kFloat) {
        stage.results.push_back(measured(stage.name, key, value.as_double(), result));
      } else if (key != "n" && !value.is_map()) {
        stage.facts.set(key, value);  // counts, words, switches
      }
    }
    stage.state = StageRecord::State::kDone;
  } catch (const InputError& error) {
    stage.notes.push_back(std::string("result.json could not be read: ") + error.what());
  }
}

// Between two logged steps, the tokens that were added took their number over the rate.
std::optional<double> training_seconds(const std::map<std::string, Curve>& curves) {
  const auto tokens = curves.find("tokens");
  const auto rates = curves.find("tokens_per_second");
  if (tokens == curves.end() || rates == curves.end()) return std::nullopt;
  if (tokens->second.steps != rates->second.steps) return std::nullopt;
  double seconds = 0;
  double before = 0;
  for (std::size_t i = 0; i < tokens->second.values.size(); ++i) {
    const double rate = rates->second.values[i];
    if (rate > 0) seconds += (tokens->second.values[i] - before) / rate;
    before = tokens->second.values[i];
  }
  return seconds;
}

/// A JSON file of the run; null where it is missing or cannot be read.
Value read_if_there(const std::string& path) {
  if (!fs::is_regular_file(path)) return Value();
  try {
    return parse_json(read_file(path), path);
  } catch (const InputError&) {
    return Value();
  }
}

/// Whether the stage's folder was begun with the inputs that the experiment has now.
bool is_current(const std::string& folder, const std::string& name, const Value& inputs) {
  const std::string wanted = inputs.is_map() ? text(inputs.find(name)) : "";
  const Value state = read_if_there(folder + "/" + name + "/stage.json");
  return wanted.empty() || !state.is_map() || text(state.find("begun")) == wanted;
}

StageRecord read_stage(const std::string& folder, const std::string& name, const Value& description,
                       const Value& inputs) {
  StageRecord stage;
  stage.name = name;
  stage.description = description;
  stage.kind = text(description.find("kind"));
  const std::string metrics = folder + "/" + name + "/metrics.jsonl";
  const std::string result = folder + "/" + name + "/result.json";
  if (!is_current(folder, name, inputs)) {
    stage.notes.push_back("its folder holds the results of other settings; run it again");
    return stage;
  }
  if (fs::is_directory(folder + "/" + name)) stage.state = StageRecord::State::kUnfinished;
  if (fs::is_regular_file(metrics)) read_metrics(metrics, stage);
  stage.training_seconds = training_seconds(stage.curves);
  if (fs::is_regular_file(result)) read_result(result, stage);
  return stage;
}

}  // namespace

std::string baseline_row(const std::string& stage, const std::string& baseline) {
  return stage + " (" + (baseline.empty() ? "baseline" : baseline) + ")";
}

std::vector<Signature> signatures_of(const RunRecord& run) {
  std::vector<Signature> all;
  for (const StageRecord& stage : run.stages) {
    for (const Signature& signature : stage.signatures) {
      if (std::find(all.begin(), all.end(), signature) == all.end()) all.push_back(signature);
    }
  }
  return all;
}

RunRecord read_run(const std::string& folder) {
  const std::string file = folder + "/experiment.yaml";
  if (!fs::is_regular_file(file)) {
    throw InputError("not-a-run-folder",
                     folder + ": expected a run folder, found no experiment.yaml",
                     "name a folder that `graft run` wrote, for example runs/<experiment>");
  }
  RunRecord run;
  run.folder = folder;
  run.experiment_text = read_file(file);
  run.experiment = parse_yaml(run.experiment_text, file);
  run.name = text(run.experiment.find("experiment"));
  if (run.name.empty()) run.name = fs::path(folder).lexically_normal().filename().string();
  const Value* stages = run.experiment.find("stages");
  if (stages == nullptr || !stages->is_map()) {
    run.experiment.fail("no-stages", "expected the resolved experiment of a run, found no stages",
                        "name a folder that `graft run` wrote");
  }

  const std::string environment = folder + "/environment.json";
  if (fs::is_regular_file(environment)) {
    try {
      run.environment = parse_json(read_file(environment), environment);
    } catch (const InputError& error) {
      run.notes.push_back(std::string("environment.json could not be read: ") + error.what());
    }
  }
  const Value inputs = read_if_there(folder + "/inputs.json");
  for (const auto& [name, description, mark] : stages->as_map()) {
    StageRecord stage = read_stage(folder, name, description, inputs);
    const bool is_known =
        std::any_of(run.stages.begin(), run.stages.end(),
                    [&stage](const StageRecord& other) { return is_same_baseline(other, stage); });
    if (is_known) stage.baseline.clear();
    run.stages.push_back(std::move(stage));
  }
  return run;
}

}  // namespace graft
