#include "framework/run/stage_cost.h"

#include <algorithm>
#include <chrono>

#include "framework/run/parameter_count.h"
#include "graft/autograd.h"
#include "graft/limits.h"
#include "graft/random.h"

namespace graft {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t kLeastRows = 2;         // of a batch whose rows are told apart
constexpr double kAffordableFlops = 2e10;      // of one pass
constexpr std::int64_t kMomentsBytes = 2 * 4;  // of the optimizer, per trained number

/// What a pass over a micro-batch of so many rows took.
struct Pass {
  double rows = 0.0;
  double flops = 0.0;
  double seconds = 0.0;
  MemoryBytes peak;
};

class Trial {
 public:
  Trial(const StageModel& model, const TrainOptions& options,
        const std::function<Batch(std::int64_t)>& batch)
      : model_(*model.model),
        parameters_(trainable_parameters(model)),
        keeps_gradients_(options.accumulation > 1),
        batch_(batch) {}
  ~Trial() { clear_gradients(); }
  Trial(const Trial&) = delete;
  Trial& operator=(const Trial&) = delete;

  /// The second of two passes: the first one warms up, and leaves gradients where steps accumulate.
  Pass measure(std::int64_t rows) {
    clear_gradients();
    pass(rows);
    if (!keeps_gradients_) clear_gradients();
    return pass(rows);
  }

 private:
  Pass pass(std::int64_t rows) {
    const Batch batch = batch_(rows);
    Rng rng(1);
    ForwardContext context{.training = true, .rng = &rng, .hidden_states = false, .logits = false};
    restart_memory_peak();
    const double flops = counted_flops();
    const auto start = Clock::now();
    {
      const ModelOutput output = model_.forward(batch, context);
      if (output.num_targets > 0) backward(output.loss);
    }
    Pass result;
    result.rows = static_cast<double>(rows);
    result.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    result.flops = counted_flops() - flops;
    result.peak = memory_use().peak;
    return result;
  }

  void clear_gradients() {
    for (NamedParameter& parameter : parameters_) parameter.tensor.clear_grad();
  }

  Architecture& model_;
  std::vector<NamedParameter> parameters_;
  bool keeps_gradients_;
  const std::function<Batch(std::int64_t)>& batch_;
};

/// The value at `rows` on the line through two passes.
double on_line(const Pass& few, double at_few, const Pass& many, double at_many, double rows) {
  if (many.rows <= few.rows) return at_many * rows / many.rows;
  return at_many + (at_many - at_few) / (many.rows - few.rows) * (rows - many.rows);
}

Pass extrapolate(const Pass& few, const Pass& many, std::int64_t batch_size) {
  Pass result;
  result.rows = static_cast<double>(batch_size);
  result.flops = on_line(few, few.flops, many, many.flops, result.rows);
  result.seconds = on_line(few, few.seconds, many, many.seconds, result.rows);
  result.peak = many.peak;
  for (const MemoryPurpose purpose : {MemoryPurpose::kActivations, MemoryPurpose::kScratch}) {
    const auto i = static_cast<std::size_t>(purpose);
    const double bytes = on_line(few, static_cast<double>(few.peak.of[i]), many,
                                 static_cast<double>(many.peak.of[i]), result.rows);
    result.peak.of[i] = std::max(many.peak.of[i], static_cast<std::int64_t>(bytes));
  }
  return result;
}

Pass estimate_pass(Trial& trial, std::int64_t batch_size) {
  const std::int64_t least = std::min(kLeastRows, batch_size);
  const Pass few = trial.measure(least);
  const double row_flops = std::max(1.0, few.flops / few.rows);
  const auto affordable = static_cast<std::int64_t>(
      std::min(kAffordableFlops / row_flops, static_cast<double>(batch_size)));
  if (affordable <= least) return extrapolate(few, few, batch_size);
  const Pass many = trial.measure(affordable);
  if (affordable == batch_size) return many;
  return extrapolate(trial.measure(std::max(least, affordable / 2)), many, batch_size);
}

}  // namespace

StepCost estimate_step(const StageModel& model, const TrainOptions& options,
                       const std::function<Batch(std::int64_t)>& batch) {
  Trial trial(model, options, batch);
  const Pass pass = estimate_pass(trial, options.batch_size);
  const std::int64_t trainable = count_parameters(model).trainable;
  const auto passes = static_cast<double>(options.accumulation);
  StepCost cost;
  cost.flops = passes * pass.flops;
  cost.seconds = passes * pass.seconds;
  cost.peak = pass.peak;
  const auto add = [&cost](MemoryPurpose purpose, std::int64_t bytes) {
    cost.peak.of[static_cast<std::size_t>(purpose)] += bytes;
  };
  add(MemoryPurpose::kOptimizer, trainable * kMomentsBytes);
  if (options.early_stopping_patience) add(MemoryPurpose::kWeights, trainable * 4);  // the best
  return cost;
}

}  // namespace graft
