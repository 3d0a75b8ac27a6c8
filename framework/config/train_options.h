#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "graft/options.h"

namespace graft {

/// How a stage trains: the `train:` block of an experiment.
struct TrainOptions {
  std::optional<std::int64_t> steps;            // optimizer steps
  std::optional<double> epochs;                 // passes over the training data, at most 1e6
  std::int64_t batch_size = 16;                 // rows per micro-batch
  std::int64_t accumulation = 1;                // micro-batches per optimizer step
  std::optional<std::int64_t> sequence_length;  // tokens of text in a row of pre-training
  double learning_rate = 1e-3;                  // highest, after warm-up
  double min_learning_rate = 0.0;               // where a decaying schedule ends
  std::string schedule = "cosine";
  double schedule_power = 1.0;    // of polynomial
  std::int64_t warmup_steps = 0;  // optimizer steps
  double weight_decay = 0.0;      // on parameters of two or more dimensions
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double max_grad_norm = 1.0;  // 0: no clipping
  std::string precision = "f32";
  bool gradient_checkpointing = false;                  // blocks are passed again for gradients
  std::int64_t log_every = 10;                          // optimizer steps
  std::optional<std::int64_t> eval_every;               // optimizer steps; absent: at the end only
  std::optional<std::int64_t> early_stopping_patience;  // evaluations without improvement
  std::string early_stopping_metric = "valid_loss";     // what has to improve
  std::int64_t checkpoint_every = 200;                  // optimizer steps

  static Schema<TrainOptions> schema();
};

}  // namespace graft
