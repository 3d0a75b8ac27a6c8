#include "framework/config/train_options.h"

namespace graft {
namespace {

constexpr double kMost = 1e9;  // rows, steps: products of two still fit an integer

}  // namespace

Schema<TrainOptions> TrainOptions::schema() {
  using T = TrainOptions;
  return Schema<T>()
      .field("steps", &T::steps, "optimizer steps; give this or epochs", in_range(1, kMost))
      .field("epochs", &T::epochs, "passes over the training data", greater_than(0))
      .field("batch_size", &T::batch_size, "rows per micro-batch", in_range(1, kMost))
      .field("accumulation", &T::accumulation, "micro-batches per optimizer step",
             in_range(1, kMost))
      .field("sequence_length", &T::sequence_length,
             "tokens of text in a row of pre-training; absent: as many as the model takes",
             in_range(2, kMost))
      .field("learning_rate", &T::learning_rate, "highest rate, after warm-up", greater_than(0))
      .field("min_learning_rate", &T::min_learning_rate, "where a decaying schedule ends",
             at_least(0))
      .field("schedule", &T::schedule, "how the rate moves after warm-up",
             one_of({"constant", "linear", "cosine", "polynomial", "inverse_sqrt"}))
      .field("schedule_power", &T::schedule_power, "power of the polynomial schedule",
             greater_than(0))
      .field("warmup_steps", &T::warmup_steps, "optimizer steps of linear warm-up",
             in_range(0, kMost))
      .field("weight_decay", &T::weight_decay, "on parameters of two or more dimensions",
             at_least(0))
      .field("beta1", &T::beta1, "decay of the first moment", in_range(0, 1))
      .field("beta2", &T::beta2, "decay of the second moment", in_range(0, 1))
      .field("epsilon", &T::epsilon, "added to the root of the second moment", at_least(1.2e-38))
      .field("max_grad_norm", &T::max_grad_norm, "clip the global gradient norm; 0: never",
             at_least(0))
      .field("precision", &T::precision,
             "of activations and products; bf16 where the processor has it",
             one_of({"f32", "bf16"}))
      .field("gradient_checkpointing", &T::gradient_checkpointing,
             "keep only the inputs of blocks, and pass them again for gradients: less memory, a "
             "third more work")
      .field("log_every", &T::log_every, "optimizer steps between logged steps", in_range(1, kMost))
      .field("eval_every", &T::eval_every, "optimizer steps between evaluations",
             in_range(1, kMost))
      .field("early_stopping_patience", &T::early_stopping_patience,
             "evaluations without improvement before training stops", in_range(1, kMost))
      .field("early_stopping_metric", &T::early_stopping_metric,
             "what has to improve: valid_loss, or what the task measures, such as valid_accuracy")
      .field("checkpoint_every", &T::checkpoint_every, "optimizer steps between checkpoints",
             in_range(1, kMost));
}

}  // namespace graft
