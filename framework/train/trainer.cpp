#include "framework/train/trainer.h"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <limits>

#include "framework/report/tensorboard.h"
#include "framework/train/checkpoint.h"
#include "framework/train/interrupt.h"
#include "framework/train/metrics_log.h"
#include "framework/train/optimizer.h"
#include "framework/train/progress.h"
#include "framework/train/schedule.h"
#include "graft/autograd.h"
#include "graft/error.h"

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

/// The state of a training between two optimizer steps.
class Training {
 public:
  explicit Training(const TrainingJob& job) : job_(job), optimizer_(job.parameters, job.options) {
    for (const NamedParameter& parameter : job.parameters) {
      Tensor tensor = parameter.tensor;
      tensor.clear_grad();
    }
  }

  TrainingResult run();

 private:
  struct StepResult {
    double loss = 0.0;
    double grad_norm = 0.0;
    double learning_rate = 0.0;
  };

  StepResult make_step();
  void evaluate_step(Value& line);
  void keep_best();
  void use_best();
  bool out_of_patience() const;
  void save() const;
  void resume();
  std::vector<NamedTensor> state_tensors() const;

  const TrainingJob& job_;
  AdamW optimizer_;
  std::int64_t step_ = 0;  // optimizer steps done
  std::int64_t tokens_ = 0;
  std::int64_t evaluations_without_gain_ = 0;
  double best_loss_ = std::numeric_limits<double>::infinity();
  double last_loss_ = 0.0;
  std::optional<double> last_valid_loss_;
  std::vector<Tensor> best_;  // parameters at the best evaluation; empty without early stopping
};

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
    ForwardContext context{.training = true, .rng = &rng, .hidden_states = false, .logits = false};
    const ModelOutput output = job_.model->forward(batch, context);
    if (!output.loss.defined()) {
      throw Error("the model gave no loss for a training batch; check its objective");
    }
    const double loss = static_cast<double>(output.loss.item());
    if (!std::isfinite(loss)) {
      throw Error("step " + std::to_string(step_ + 1) +
                  ": the loss is not finite; lower `train.learning_rate`");
    }
    if (output.num_targets == 0) continue;
    loss_sum += loss * static_cast<double>(output.num_targets);
    num_targets += output.num_targets;
    tokens_ += count_tokens(batch);
    backward(output.loss,
             Tensor::full(output.loss.shape(), static_cast<float>(output.num_targets)));
  }
  StepResult result;
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
  const double factor = schedule_factor(options.schedule, step_, options.warmup_steps, job_.steps);
  const bool decays = options.schedule != "constant" && step_ >= options.warmup_steps;
  const double low = decays ? options.min_learning_rate : 0.0;
  result.learning_rate = low + (options.learning_rate - low) * factor;
  optimizer_.step(result.learning_rate, grad_scale);
  ++step_;
  return result;
}

void Training::evaluate_step(Value& line) {
  last_valid_loss_ = job_.evaluate();
  line.set("valid_loss", *last_valid_loss_);
  if (*last_valid_loss_ < best_loss_) {
    best_loss_ = *last_valid_loss_;
    evaluations_without_gain_ = 0;
    if (job_.options.early_stopping_patience) keep_best();
  } else {
    ++evaluations_without_gain_;
  }
}

void Training::keep_best() {
  if (best_.empty()) {
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
  last_valid_loss_ = best_loss_;
}

bool Training::out_of_patience() const {
  const auto& patience = job_.options.early_stopping_patience;
  return patience && evaluations_without_gain_ >= *patience;
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

void Training::save() const {
  Checkpoint checkpoint;
  checkpoint.step = step_;
  checkpoint.tensors = state_tensors();
  Value& state = checkpoint.state;
  state.set("tokens", tokens_);
  state.set("train_loss", last_loss_);
  state.set("optimizer_steps", optimizer_.steps());
  state.set("evaluations_without_gain", evaluations_without_gain_);
  if (std::isfinite(best_loss_)) state.set("best_loss", best_loss_);
  if (last_valid_loss_) state.set("valid_loss", *last_valid_loss_);
  save_checkpoint(job_.folder + "/checkpoint", checkpoint);
}

void Training::resume() {
  const std::optional<Checkpoint> checkpoint = load_checkpoint(job_.folder + "/checkpoint");
  if (!checkpoint) return;
  const Value& state = checkpoint->state;
  step_ = checkpoint->step;
  tokens_ = state.at("tokens").as_int();
  last_loss_ = state.at("train_loss").as_double();
  optimizer_.set_steps(state.at("optimizer_steps").as_int());
  evaluations_without_gain_ = state.at("evaluations_without_gain").as_int();
  if (const Value* best = state.find("best_loss")) best_loss_ = best->as_double();
  if (const Value* valid = state.find("valid_loss")) last_valid_loss_ = valid->as_double();
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
  resume();
  const std::int64_t first_step = step_;
  MetricsLog log(job_.folder + "/metrics.jsonl", step_);
  EventWriter events(job_.folder + "/events");
  Progress progress(job_.label, job_.steps, step_);
  auto window_start = Clock::now();
  std::int64_t window_tokens = tokens_;
  double tokens_per_second = 0.0;
  const InterruptGuard guard;
  while (step_ < job_.steps && !out_of_patience()) {
    const StepResult result = make_step();
    last_loss_ = result.loss;
    const bool last = step_ == job_.steps;
    const bool log_now = step_ % job_.options.log_every == 0 || last;
    const bool evaluate_now =
        job_.evaluate &&
        (last || (job_.options.eval_every && step_ % *job_.options.eval_every == 0));
    if (const double passed = seconds_since(window_start); log_now && passed > 0) {
      tokens_per_second = static_cast<double>(tokens_ - window_tokens) / passed;
      window_tokens = tokens_;
      window_start = Clock::now();
    }
    Value line;
    line.set("step", step_);
    line.set("tokens", tokens_);
    line.set("loss", result.loss);
    line.set("learning_rate", result.learning_rate);
    line.set("grad_norm", result.grad_norm);
    line.set("tokens_per_second", tokens_per_second);
    if (evaluate_now) {
      const auto evaluation_start = Clock::now();
      evaluate_step(line);
      events.scalar("valid_loss", *last_valid_loss_, step_);
      window_start += Clock::now() - evaluation_start;  // the rate is that of training
    }
    if (log_now || evaluate_now) {
      log.append(line);
      events.scalar("loss", result.loss, step_);
      events.scalar("learning_rate", result.learning_rate, step_);
      events.scalar("grad_norm", result.grad_norm, step_);
    }
    char detail[64];
    std::snprintf(detail, sizeof detail, "loss %.3f  ", result.loss);
    progress.update(step_,
                    detail + grouped(static_cast<std::int64_t>(tokens_per_second)) + " tokens/s");
    const bool interrupted = interrupt_requested();
    if (interrupted || last || out_of_patience() || step_ % job_.options.checkpoint_every == 0) {
      save();
    }
    if (interrupted && !last) {
      throw Interrupted("interrupted at step " + std::to_string(step_) + " of " +
                        std::to_string(job_.steps) +
                        "; everything is saved, run the same command again to continue");
    }
  }
  TrainingResult result;
  result.stopped_early = step_ < job_.steps;
  use_best();
  result.steps = step_;
  result.tokens = tokens_;
  result.train_loss = last_loss_;
  result.valid_loss = last_valid_loss_;
  char summary[96];
  std::snprintf(summary, sizeof summary, "%lld steps%s  loss %.3f", static_cast<long long>(step_),
                result.stopped_early ? " (stopped early)" : "", last_loss_);
  std::string text = summary;
  if (result.valid_loss) {
    std::snprintf(summary, sizeof summary, "  valid loss %.3f", *result.valid_loss);
    text += summary;
  }
  if (first_step > 0) text += "  (continued from step " + std::to_string(first_step) + ")";
  progress.finish(text);
  return result;
}

}  // namespace

TrainingResult train(const TrainingJob& job) {
  if (job.parameters.empty()) throw Error("nothing trains: no parameter is trainable");
  std::filesystem::create_directories(job.folder);
  return Training(job).run();
}

void remove_checkpoints(const std::string& folder) {
  std::error_code ignored;
  std::filesystem::remove_all(folder + "/checkpoint", ignored);
}

}  // namespace graft
