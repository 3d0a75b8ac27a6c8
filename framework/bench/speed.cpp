#include "framework/bench/speed.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <memory>
#include <optional>
#include <vector>
#include <sys/resource.h>
#include <unistd.h>

#include "framework/bench/machine_limits.h"
#include "framework/bench/synthetic_batch.h"
#include "framework/train/optimizer.h"
#include "framework/train/step_profiler.h"
#include "graft/autograd.h"
#include "graft/memory.h"
#include "graft/precision.h"

namespace graft {

namespace {

using Clock = std::chrono::steady_clock;

constexpr double kLearningRate = 3e-4;
constexpr std::int64_t kRates = 8;  // measurements of the matmul rate at least, if there are steps

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::int64_t peak_rss_mb() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

MemoryAfter memory_after(std::int64_t steps) {
  std::ifstream statistics("/proc/self/statm");
  std::int64_t pages = 0;
  std::int64_t resident_pages = 0;
  statistics >> pages >> resident_pages;
  return {steps, memory_use().in_use.total(), resident_pages * sysconf(_SC_PAGESIZE)};
}

TrainOptions optimizer_options() {
  TrainOptions options;
  options.beta2 = 0.95;
  options.weight_decay = 0.1;
  return options;
}

/// A model that learns, or is passed, step by step.
class Runner {
 public:
  Runner(const BenchFile& bench, PluginCatalog& catalog, const SpeedOptions& options)
      : bench_(bench),
        trains_(options.trains),
        dtype_(options.dtype),
        model_(catalog.load(Kind::kArchitecture, bench.model.name)
                   .factories.architecture(bench.model.options, HeadSpec{}, rng_)) {
    set_trainable(*model_, trains_);
    if (trains_) optimizer_.emplace(model_->parameters(), optimizer_options());
    count_work();
  }

  /// Returns the seconds it took; making up the batch does not count.
  double step() {
    const SyntheticBatch made =
        synthetic_batch(*model_, bench_.batch_size, bench_.sequence_length, rng_);
    ForwardContext context{
        .training = trains_, .rng = &rng_, .hidden_states = false, .logits = false};
    const ComputePrecision precision(dtype_);
    const auto start = Clock::now();
    if (trains_) {
      const ModelOutput output = model_->forward(made.batch, context);
      loss_ = static_cast<double>(output.loss.item());
      backward(output.loss);
      optimizer_->gradient_norm(1.0);
      optimizer_->step(kLearningRate, 1.0);
    } else {
      const NoGradient no_gradient;
      loss_ = static_cast<double>(model_->forward(made.batch, context).loss.item());
    }
    return seconds_since(start);
  }

  std::int64_t tokens() const { return tokens_; }
  double loss() const { return loss_; }
  double flops() const { return forward_flops_ * (trains_ ? 3.0 : 1.0); }

 private:
  /// A forward pass without gradients: training takes three times its work.
  void count_work() {
    const NoGradient no_gradient;
    const ComputePrecision precision(dtype_);
    const SyntheticBatch made =
        synthetic_batch(*model_, bench_.batch_size, bench_.sequence_length, rng_);
    ForwardContext context{.rng = &rng_, .logits = false};
    const double before = counted_flops();
    (void)model_->forward(made.batch, context);
    forward_flops_ = counted_flops() - before;
    tokens_ = made.tokens;
  }

  const BenchFile& bench_;
  bool trains_;
  DType dtype_;
  Rng rng_{1};
  std::unique_ptr<Architecture> model_;
  std::optional<AdamW> optimizer_;  // of training
  double forward_flops_ = 0.0;
  double loss_ = 0.0;
  std::int64_t tokens_ = 0;
};

}  // namespace

Speed measure_speed(const BenchFile& bench, PluginCatalog& catalog, const SpeedOptions& options) {
  Runner runner(bench, catalog, options);
  for (std::int64_t i = 0; i < options.warmup_steps; ++i) runner.step();
  Speed speed;
  speed.peak_rss_mb = peak_rss_mb();
  MatmulRate rate(options.dtype);
  const std::int64_t early_steps = std::max<std::int64_t>(1, options.steps / 10);
  std::vector<double> seconds;
  seconds.reserve(static_cast<std::size_t>(options.steps));
  std::optional<StepProfiler> profiler;
  if (!options.profile_folder.empty()) profiler.emplace(options.profile_folder, options.steps);
  for (std::int64_t i = 0; i < options.steps; ++i) {
    if (profiler) profiler->begin_step(i + 1);
    seconds.push_back(runner.step());
    if (profiler) profiler->end_step();
    if (i % std::max<std::int64_t>(1, options.steps / kRates) == 0) rate.measure();
    if (i + 1 == early_steps) speed.early = memory_after(i + 1);
  }
  if (profiler) profiler->finish();
  speed.late = memory_after(options.steps);
  const auto tokens = static_cast<double>(runner.tokens());
  speed.tokens_per_s = tokens / median(seconds);
  speed.tokens_per_s_min = tokens / *std::max_element(seconds.begin(), seconds.end());
  speed.tokens_per_s_max = tokens / *std::min_element(seconds.begin(), seconds.end());
  speed.flops_per_token = runner.flops() / tokens;
  speed.matmul_flops_per_s = rate.best();
  speed.fraction_of_limit = speed.tokens_per_s * speed.flops_per_token / rate.best();
  speed.loss = runner.loss();
  return speed;
}

}  // namespace graft
