#include "framework/config/train_reader.h"

#include "framework/config/experiment_keys.h"

namespace graft {
namespace {

constexpr double kMostEpochs = 1e6;

/// Reports what is wrong between the options of one section.
class TrainRules {
 public:
  TrainRules(const TrainOptions& options, const Value& section, const std::string& where,
             ExperimentContext& context)
      : options_(options), section_(section), where_(where), context_(context) {}

  void check() {
    if (options_.steps && options_.epochs) {
      fail("epochs", "conflict", "given together with `steps`", "keep one of the two");
    }
    if (options_.epochs && *options_.epochs > kMostEpochs) {
      fail("epochs", "out-of-range", "expected at most 1000000", "train for fewer epochs");
    }
    if (!options_.steps && !options_.epochs) {
      fail("steps", "missing-key", "missing", "write `steps: 1000` or `epochs: 3`");
    }
    if (options_.steps && options_.warmup_steps >= *options_.steps) {
      fail("warmup_steps", "out-of-range",
           "expected less than the " + std::to_string(*options_.steps) + " steps, got " +
               std::to_string(options_.warmup_steps),
           "warm up for fewer steps");
    }
    if (options_.early_stopping_patience && !options_.eval_every) {
      fail("early_stopping_patience", "missing-key", "needs `eval_every`",
           "say after how many steps to evaluate, for example `eval_every: 100`");
    }
    if (options_.min_learning_rate > options_.learning_rate) {
      fail("min_learning_rate", "out-of-range", "greater than `learning_rate`", "lower it");
    }
    if (options_.beta1 >= 1) {
      fail("beta1", "out-of-range", "expected less than 1", "write for example `beta1: 0.9`");
    }
    if (options_.beta2 >= 1) {
      fail("beta2", "out-of-range", "expected less than 1", "write for example `beta2: 0.999`");
    }
  }

 private:
  void fail(const char* key, const char* code, const std::string& message,
            const std::string& hint) {
    const Value* value = section_.find(key);
    context_.report(value == nullptr ? section_ : *value, code, where_ + "." + key + ": " + message,
                    hint);
  }

  const TrainOptions& options_;
  const Value& section_;
  const std::string& where_;
  ExperimentContext& context_;
};

}  // namespace

TrainUse read_train(const Value* section, const Value& stage, const std::string& where,
                    ExperimentContext& context) {
  TrainUse use;
  if (section == nullptr || section->is_null()) {
    context.report(section == nullptr ? stage : *section, "missing-key", where + ": missing",
                   "write for example `train: {steps: 1000, batch_size: 16}`");
    return use;
  }
  const Schema<TrainOptions> schema = TrainOptions::schema();
  const std::size_t num_problems = context.problems.size();
  use.resolved = read_section(*section, schema.untyped(), where, context);
  // Unknown keys do not hide what the others mean together; wrong values would.
  for (std::size_t i = num_problems; i < context.problems.size(); ++i) {
    if (context.problems[i].code != "unknown-key") return use;
  }
  use.options = schema.read(use.resolved, where);
  TrainRules(use.options, *section, where, context).check();
  return use;
}

}  // namespace graft
