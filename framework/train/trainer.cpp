#include "framework/train/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include "framework/cli/log.h"
#include "framework/report/memory_text.h"
#include "framework/report/tensorboard.h"
#include "framework/train/checkpoint.h"
#include "framework/train/interrupt.h"
#include "framework/train/metrics_log.h"
#include "framework/train/optimizer.h"
#include "framework/train/precision.h"
#include "framework/train/progress.h"
#include "framework/train/schedule.h"
#include "framework/train/step_profiler.h"
#include "framework/train/training_counters.h"
#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/memory.h"
#include "graft/precision.h"

namespace graft {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Input tokens of a batch that are not padding.
std::int64_t count_tokens(const Batch& batch) {
  if (const Tensor* mask = batch.find("attention_mask")) {
    std::int64_t count = 0;
    for (std::int64_t i = 0; i < mask->numel(); ++i) count += mask->data<std::int64_t>()[i];
    return count;
  }
  const Tensor* ids = batch.find("input_ids");
  return ids == nullptr ? 0 : ids->numel();
}

bool is_finite(const Tensor& tensor) {
  const float* begin = tensor.data<float>();
  return std::all_of(begin, begin + tensor.numel(),
                     [](float value) { return std::isfinite(value); });
}

[[noreturn]] void fail_as_diverged(std::int64_t step, const std::string& what) {
  throw Error("step " + std::to_string(step) + ": " + what +
              " is not finite; lower `train.learning_rate`");
}

/// `tokens_per_second`: 0 while it is not known.
std::string progress_text(double loss, double tokens_per_second) {
  char text[64];
  std::snprintf(text, sizeof text, "loss %.3f", loss);
  if (tokens_per_second <= 0) return text;
  return std::string(text) + "  " + grouped(static_cast<std::int64_t>(tokens_per_second)) +
         " tokens/s";
}

/// The state of a training between two optimizer steps.
class Training {
 public:
  explicit Training(const TrainingJob& job)
      : job_(job),
        optimizer_(job.parameters, job.options),
        activation_dtype_(activation_dtype(job.options.precision)) {
    for (const NamedParameter& parameter : job.parameters) {
      Tensor tensor = parameter.tensor;
      tensor.clear_grad();
      count_as(tensor, MemoryPurpose::kWeights);
    }
  }

  TrainingResult run();

 private:
  struct StepResult {
    double learning_rate = 0.0;
    std::optional<double> loss;  // none: the batches had no target, and no parameter moved
    double grad_norm = 0.0;
  };

  StepResult make_step();
  double learning_rate() const;
  double score_of(const Evaluation& evaluation) const;
  void evaluate_step(Value& line);
  void keep_best();
  void use_best();
  bool out_of_patience() const;
  void require_finite() const;
  void save();
  void resume();
  std::vector<NamedTensor> state_tensors() const;

  const TrainingJob& job_;
  AdamW optimizer_;
  DType activation_dtype_;
  std::int64_t step_ = 0;        // optimizer steps done
  std::int64_t whole_step_ = 0;  // of the checkpoint known to be whole; 0: none
  TrainingCounters counters_;
  std::vector<Tensor> best_;  // parameters at the best evaluation; empty without early stopping
};

double Training::learning_rate() const {
  const TrainOptions& options = job_.options;
  const double factor = schedule_factor(options.schedule, step_, options.warmup_steps, job_.steps,
                                        options.schedule_power);
  const bool decays = options.schedule != "constant" && step_ >= options.warmup_steps;
  const double low = decays ? options.min_learning_rate : 0.0;
  return low + (options.learning_rate - low) * factor;
}

/// One optimizer step: gradients of summed losses over all micro-batches, divided by the number of
/// targets in all of them.
Training::StepResult Training::make_step() {
  const TrainOptions& options = job_.options;
  double loss_sum = 0.0;
  std::int64_t num_targets = 0;
  for (std::int64_t micro = 0; micro < options.accumulation; ++micro) {
    const std::int64_t index = step_ * options.accumulation + micro;
    const Batch batch = job_.batch(index);
    Rng rng(mix_seed(job_.seed, 1, static_cast<std::uint64_t>(index)));
    ForwardContext context{.training = true,
                           .rng = &rng,
                           .logits = false,
                           .gradient_checkpointing = options.gradient_checkpointing};
    ModelOutput output;
    {
      const ComputePrecision precision(activation_dtype_);
      output = job_.model->forward(batch, context);
    }
    if (!output.loss.defined()) {
      throw Error("the model gave no loss for a training batch; check its objective");
    }
    if (output.num_targets == 0) continue;
    const double loss = static_cast<double>(output.loss.item());
    if (!std::isfinite(loss)) fail_as_diverged(step_ + 1, "the loss");
    loss_sum += loss * static_cast<double>(output.num_targets);
    num_targets += output.num_targets;
    counters_.tokens += count_tokens(batch);
    backward(output.loss,
             Tensor::full(output.loss.shape(), static_cast<float>(output.num_targets)));
  }
  StepResult result;
  result.learning_rate = learning_rate();
  if (num_targets == 0) {
    ++step_;
    return result;
  }
  double grad_scale = 1.0 / static_cast<double>(num_targets);
  result.loss = loss_sum * grad_scale;
  try {
    result.grad_norm = optimizer_.gradient_norm(grad_scale);
  } catch (const Error& error) {
    throw Error("step " + std::to_string(step_ + 1) + ": " + error.what());
  }
  if (options.max_grad_norm > 0 && result.grad_norm > options.max_grad_norm) {
    grad_scale *= options.max_grad_norm / result.grad_norm;
  }
  optimizer_.step(result.learning_rate, grad_scale);
  if (job_.after_step) job_.after_step();
  ++step_;
  return result;
}

/// What early stopping goes by; higher is better.
double Training::score_of(const Evaluation& evaluation) const {
  const std::string& wanted = job_.options.early_stopping_metric;
  if (wanted == "valid_loss") return -evaluation.loss;
  if (evaluation.metric && "valid_" + evaluation.metric_name == wanted) return *evaluation.metric;
  throw InputError("no-such-metric",
                   "early_stopping_metric: this training does not measure " + wanted,
                   evaluation.metric ? "write valid_loss or valid_" + evaluation.metric_name
                                     : "write `early_stopping_metric: valid_loss`");
}

void Training::evaluate_step(Value& line) {
  const Evaluation evaluation = job_.evaluate();
  if (!std::isfinite(evaluation.loss)) fail_as_diverged(step_, "the validation loss");
  counters_.last_valid_loss = evaluation.loss;
  line.set("valid_loss", evaluation.loss);
  if (evaluation.metric) line.set("valid_" + evaluation.metric_name, *evaluation.metric);
  const double score = score_of(evaluation);
  if (score > counters_.best_score) {
    counters_.best_score = score;
    counters_.best_valid_loss = evaluation.loss;
    counters_.evaluations_without_gain = 0;
    if (job_.options.early_stopping_patience) keep_best();
  } else {
    ++counters_.evaluations_without_gain;
  }
}

void Training::keep_best() {
  if (best_.empty()) {
    const MemoryScope scope(MemoryPurpose::kWeights);
    for (const NamedParameter& parameter : job_.parameters) {
      best_.push_back(parameter.tensor.clone());
    }
    return;
  }
  for (std::size_t i = 0; i < best_.size(); ++i) best_[i].copy_from(job_.parameters[i].tensor);
}

void Training::use_best() {
  if (best_.empty()) return;
  for (std::size_t i = 0; i < best_.size(); ++i) {
    Tensor parameter = job_.parameters[i].tensor;
    parameter.copy_from(best_[i]);
  }
  counters_.last_valid_loss = counters_.best_valid_loss;
}

bool Training::out_of_patience() const {
  const auto& patience = job_.options.early_stopping_patience;
  return patience && counters_.evaluations_without_gain >= *patience;
}

std::vector<NamedTensor> Training::state_tensors() const {
  std::vector<NamedTensor> tensors;
  for (const NamedParameter& parameter : job_.parameters) {
    tensors.push_back({"parameter." + parameter.name, parameter.tensor});
  }
  for (NamedTensor& moment : optimizer_.state()) tensors.push_back(std::move(moment));
  for (std::size_t i = 0; i < best_.size(); ++i) {
    tensors.push_back({"best." + job_.parameters[i].name, best_[i]});
  }
  return tensors;
}

void Training::require_finite() const {
  for (const NamedParameter& parameter : job_.parameters) {
    if (!is_finite(parameter.tensor)) fail_as_diverged(step_, "`" + parameter.name + "`");
  }
  for (const NamedTensor& moment : optimizer_.state()) {
    if (!is_finite(moment.tensor)) fail_as_diverged(step_, "`" + moment.name + "`");
  }
}

void Training::save() {
  require_finite();
  counters_.optimizer_steps = optimizer_.steps();
  save_checkpoint(job_.folder + "/checkpoint", {step_, state_tensors(), counters_.write()},
                  whole_step_);
  whole_step_ = step_;
}

void Training::resume() {
  const std::optional<Checkpoint> checkpoint =
      load_checkpoint(job_.folder + "/checkpoint",
                      [&](const Value& state) { counters_ = TrainingCounters::read(state); });
  if (!checkpoint) return;
  step_ = checkpoint->step;
  whole_step_ = step_;
  optimizer_.set_steps(counters_.optimizer_steps);
  SafetensorsFile file;
  file.tensors = checkpoint->tensors;
  if (file.find("best." + job_.parameters.front().name) != nullptr) keep_best();
  for (NamedTensor& entry : state_tensors()) {
    const Tensor* saved = file.find(entry.name);
    if (saved == nullptr) {
      throw InputError("bad-checkpoint",
                       job_.folder + "/checkpoint: `" + entry.name + "` is missing",
                       "start over with --fresh");
    }
    entry.tensor.copy_from(*saved);
  }
}

TrainingResult Training::run() {
  restart_memory_peak();
  resume();
  const std::int64_t first_step = step_;
  MetricsLog log(job_.folder + "/metrics.jsonl", step_);
  EventWriter events(job_.folder + "/events");
  Progress progress(job_.label, job_.steps, step_);
  auto window_start = Clock::now();
  std::int64_t window_tokens = counters_.tokens;
  double tokens_per_second = 0.0;
  std::optional<StepProfiler> profiler;
  if (job_.profile) profiler.emplace(job_.folder, job_.steps - step_);
  const InterruptGuard guard;
  while (step_ < job_.steps && !out_of_patience()) {
    if (profiler) profiler->begin_step(step_ + 1);
    const StepResult result = make_step();
    if (profiler) profiler->end_step();
    if (result.loss) counters_.last_loss = *result.loss;
    const bool last = step_ == job_.steps;
    const bool log_now = step_ % job_.options.log_every == 0 || last;
    const bool evaluate_now =
        job_.evaluate &&
        (last || (job_.options.eval_every && step_ % *job_.options.eval_every == 0));
    if (const double passed = seconds_since(window_start); log_now && passed > 0) {
      tokens_per_second = static_cast<double>(counters_.tokens - window_tokens) / passed;
      window_tokens = counters_.tokens;
      window_start = Clock::now();
    }
    Value line;
    line.set("step", step_);
    line.set("tokens", counters_.tokens);
    if (result.loss) line.set("loss", *result.loss);
    line.set("learning_rate", result.learning_rate);
    if (result.loss) line.set("grad_norm", result.grad_norm);
    line.set("tokens_per_second", tokens_per_second);
    if (evaluate_now) {
      const auto evaluation_start = Clock::now();
      evaluate_step(line);
      events.scalar("valid_loss", *counters_.last_valid_loss, step_);
      window_start += Clock::now() - evaluation_start;  // the rate is that of training
    }
    if (log_now || evaluate_now) {
      log.append(line);
      events.scalar("learning_rate", result.learning_rate, step_);
      if (result.loss) {
        events.scalar("loss", *result.loss, step_);
        events.scalar("grad_norm", result.grad_norm, step_);
      }
    }
    progress.update(step_, progress_text(counters_.last_loss, tokens_per_second));
    const bool interrupted = interrupt_requested();
    if (interrupted || last || out_of_patience() || step_ % job_.options.checkpoint_every == 0) {
      log.sync();
      save();
    }
    if (interrupted && !last) {
      throw Interrupted("interrupted at step " + std::to_string(step_) + " of " +
                        std::to_string(job_.steps) +
                        "; everything is saved, run the same command again to continue");
    }
  }
  if (profiler) profiler->finish();
  TrainingResult result;
  result.stopped_early = step_ < job_.steps;
  use_best();
  require_finite();
  result.steps = step_;
  result.tokens = counters_.tokens;
  result.train_loss = counters_.last_loss;
  result.valid_loss = counters_.last_valid_loss;
  char summary[96];
  std::snprintf(summary, sizeof summary, "%lld steps%s  loss %.3f", static_cast<long long>(step_),
                result.stopped_early ? " (stopped early)" : "", counters_.last_loss);
  std::string text = summary;
  if (result.valid_loss) {
    std::snprintf(summary, sizeof summary, "  valid loss %.3f", *result.valid_loss);
    text += summary;
  }
  if (first_step > 0) text += "  (continued from step " + std::to_string(first_step) + ")";
  progress.finish(text);
  log_line(LogLevel::kInfo, job_.label + "  peak memory " + memory_text(memory_use().peak));
  return result;
}

}  // namespace

TrainingResult train(const TrainingJob& job) {
  if (job.parameters.empty()) throw Error("nothing trains: no parameter is trainable");
  if (job.options.early_stopping_patience && !job.evaluate) {
    throw InputError("no-validation-data", "early_stopping_patience needs a validation split",
                     "add one to the data, or remove early_stopping_patience");
  }
  std::filesystem::create_directories(job.folder);
  return Training(job).run();
}

void remove_checkpoints(const std::string& folder) {
  std::error_code ignored;
  std::filesystem::remove_all(folder + "/checkpoint", ignored);
}

}  // namespace graft
