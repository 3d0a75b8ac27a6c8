#include "framework/report/run_record.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "framework/config/yaml.h"
#include "graft/file.h"
#include "graft/json.h"

namespace graft {
namespace {

namespace fs = std::filesystem;

// Entries of result.json that describe the stage and measure nothing.
bool is_fact(const std::string& key) {
  static const std::vector<std::string> facts = {
      "batch_size", "best_step", "parameters",           "seed",         "stage",
      "steps",      "tokens",    "trainable_parameters", "train_tokens", "wall_seconds"};
  return std::find(facts.begin(), facts.end(), key) != facts.end();
}

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

// `"accuracy": 0.9`, with `"intervals": {"accuracy": [low, high]}` and `"n"`, or all in one:
// `"accuracy": {"value", "low", "high", "n"}`.
std::optional<ResultRow> read_number(const std::string& stage, const std::string& metric,
                                     const Value& value, const Value& result) {
  ResultRow row{stage, metric, 0.0, std::nullopt, std::nullopt, count(result.find("n"))};
  const Value& measured = value.is_map() ? value : result;
  const std::optional<double> found = number(value.is_map() ? value.find("value") : &value);
  if (!found) return std::nullopt;
  row.value = *found;
  if (&measured == &value) {
    row.low = number(value.find("low"));
    row.high = number(value.find("high"));
    if (const auto items = count(value.find("n"))) row.n = items;
  } else if (const Value* intervals = result.find("intervals")) {
    const Value* interval = intervals->find(metric);
    if (interval != nullptr && interval->is_list() && interval->size() == 2) {
      row.low = number(&interval->as_list()[0]);
      row.high = number(&interval->as_list()[1]);
    }
  }
  return row;
}

void read_result(const std::string& path, StageRecord& stage) {
  try {
    const Value result = parse_json(read_file(path), path);
    stage.facts = Value::map();
    for (const auto& [key, value, mark] : result.as_map()) {
      if (key == "rows" && value.is_list()) {
        for (const Value& entry : value.as_list()) {
          const std::optional<double> measured = number(entry.find("value"));
          if (!measured) continue;
          stage.comparison.push_back({text(entry.find("stage")), text(entry.find("metric")),
                                      *measured, number(entry.find("low")),
                                      number(entry.find("high")), count(entry.find("n"))});
        }
      } else if (is_fact(key)) {
        stage.facts.set(key, value);
      } else if (key == "metrics" && value.is_map()) {
        for (const auto& [metric, inner, inner_mark] : value.as_map()) {
          if (const auto row = read_number(stage.name, metric, inner, result)) {
            stage.results.push_back(*row);
          }
        }
      } else if (key != "n" && key != "intervals") {
        if (const auto row = read_number(stage.name, key, value, result)) {
          stage.results.push_back(*row);
        } else if (value.is_string()) {
          stage.facts.set(key, value);
        }
      }
    }
    stage.state = StageRecord::State::kDone;
  } catch (const InputError& error) {
    stage.notes.push_back(std::string("result.json could not be read: ") + error.what());
  }
}

StageRecord read_stage(const std::string& folder, const std::string& name,
                       const Value& description) {
  StageRecord stage;
  stage.name = name;
  stage.description = description;
  stage.kind = text(description.find("kind"));
  const std::string metrics = folder + "/" + name + "/metrics.jsonl";
  const std::string result = folder + "/" + name + "/result.json";
  if (fs::is_directory(folder + "/" + name)) stage.state = StageRecord::State::kUnfinished;
  if (fs::is_regular_file(metrics)) read_metrics(metrics, stage);
  if (fs::is_regular_file(result)) read_result(result, stage);
  return stage;
}

}  // namespace

RunRecord read_run(const std::string& folder) {
  const std::string file = folder + "/experiment.yaml";
  if (!fs::is_regular_file(file)) {
    throw InputError("not-a-run-folder",
                     folder + ": expected a run folder, found no experiment.yaml",
                     "Name a folder that `graft run` wrote, for example runs/<experiment>");
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
                        "Name a folder that `graft run` wrote");
  }

  const std::string environment = folder + "/environment.json";
  if (fs::is_regular_file(environment)) {
    try {
      run.environment = parse_json(read_file(environment), environment);
    } catch (const InputError& error) {
      run.notes.push_back(std::string("environment.json could not be read: ") + error.what());
    }
  }
  for (const auto& [name, description, mark] : stages->as_map()) {
    run.stages.push_back(read_stage(folder, name, description));
  }
  return run;
}

}  // namespace graft
