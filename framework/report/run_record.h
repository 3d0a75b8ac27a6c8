#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "graft/value.h"

namespace graft {

/// One logged number over optimizer steps; steps rise.
struct Curve {
  std::vector<double> steps;
  std::vector<double> values;
};

/// One final number. Bounds are those of its 95 % interval, `n` the items it was measured on.
struct ResultRow {
  std::string stage;
  std::string metric;
  double value = 0.0;
  std::optional<double> low;
  std::optional<double> high;
  std::optional<std::int64_t> n;
};

/// The convention that a number follows, as its tool would print it.
struct Signature {
  std::string metric;
  std::string text;

  bool operator==(const Signature&) const = default;
};

/// The row name of the simple method that stands beside a stage: "tuned (majority)".
std::string baseline_row(const std::string& stage, const std::string& baseline);

/// What a run folder says about one stage.
struct StageRecord {
  enum class State { kNotStarted, kUnfinished, kDone };

  std::string name;
  std::string kind;   // as experiment.yaml spells it
  Value description;  // its part of experiment.yaml, every default written out
  State state = State::kNotStarted;
  std::map<std::string, Curve> curves;     // by the keys of metrics.jsonl: loss, valid_loss …
  std::optional<double> training_seconds;  // evaluation left out; absent: nothing was logged
  std::vector<ResultRow> results;          // numbers of result.json with a decimal point
  std::vector<ResultRow> baseline;         // of its simple method; empty: an earlier stage has it
  std::vector<ResultRow> comparison;       // rows of a compare stage
  std::vector<Signature> signatures;       // of its numbers and of its baseline's
  Value facts;                             // what else result.json holds: a map
  std::vector<std::string> notes;          // what could not be read
};

/// What a run folder holds, as far as it got.
struct RunRecord {
  std::string folder;
  std::string name;  // `experiment:`
  std::string experiment_text;
  Value experiment;
  Value environment;                // null when it is missing
  std::vector<StageRecord> stages;  // in order of the experiment
  std::vector<std::string> notes;
};

/// The conventions of all numbers of a run, each once, in order of first appearance.
std::vector<Signature> signatures_of(const RunRecord& run);

/// Reads a run folder. Stages that have not run or have not ended, and a last line of metrics that
/// was cut off, are no errors; other lines that cannot be read are counted in `notes`. Where a run
/// went back to a checkpoint, later lines replace earlier ones. Throws InputError when `folder` has
/// no readable experiment.yaml.
RunRecord read_run(const std::string& folder);

}  // namespace graft
