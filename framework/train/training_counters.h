#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>

#include "graft/value.h"

namespace graft {

/// The numbers of a training between two optimizer steps, as a checkpoint holds them beside the
/// tensors.
struct TrainingCounters {
  std::int64_t tokens = 0;           // input tokens seen
  std::int64_t optimizer_steps = 0;  // that moved parameters
  std::int64_t evaluations_without_gain = 0;
  double best_score = -std::numeric_limits<double>::infinity();  // higher is better
  double best_valid_loss = 0.0;  // of the evaluation with that score
  double last_loss = 0.0;
  std::optional<double> last_valid_loss;

  /// Throws InputError when a number is missing or none.
  static TrainingCounters read(const Value& state) {
    TrainingCounters counters;
    counters.tokens = state.at("tokens").as_int();
    counters.optimizer_steps = state.at("optimizer_steps").as_int();
    counters.evaluations_without_gain = state.at("evaluations_without_gain").as_int();
    counters.last_loss = state.at("train_loss").as_double();
    if (const Value* best = state.find("best_score")) {
      counters.best_score = best->as_double();
      counters.best_valid_loss = state.at("best_valid_loss").as_double();
    }
    if (const Value* valid = state.find("valid_loss")) {
      counters.last_valid_loss = valid->as_double();
    }
    return counters;
  }

  Value write() const {
    Value state = Value::map();
    state.set("tokens", tokens);
    state.set("optimizer_steps", optimizer_steps);
    state.set("evaluations_without_gain", evaluations_without_gain);
    state.set("train_loss", last_loss);
    if (std::isfinite(best_score)) {
      state.set("best_score", best_score);
      state.set("best_valid_loss", best_valid_loss);
    }
    if (last_valid_loss) state.set("valid_loss", *last_valid_loss);
    return state;
  }
};

}  // namespace graft
