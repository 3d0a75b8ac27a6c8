#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "framework/config/train_options.h"
#include "graft/roles/architecture.h"

namespace graft {

/// What one look at the validation data gives.
struct Evaluation {
  double loss = 0.0;
  std::optional<double> metric;  // higher is better
  std::string metric_name = "";  // as in result.json
};

/// One training, as the trainer sees it.
struct TrainingJob {
  std::string label;  // for progress lines
  Architecture* model = nullptr;
  std::vector<NamedParameter> parameters;  // those that train, adapters' included
  TrainOptions options;
  std::int64_t steps = 0;  // optimizer steps
  std::uint64_t seed = 0;
  std::string folder;    // metrics.jsonl, events/ and checkpoint/ go here
  bool profile = false;  // the ops of some steps are recorded, see StepProfiler
  /// The k-th micro-batch; a function of k alone, so that training can continue anywhere.
  std::function<Batch(std::int64_t k)> batch;
  /// Called after every optimizer step, before anything is saved or measured; may be empty.
  std::function<void()> after_step;
  /// Measures the model as it is on the validation data; may be empty.
  std::function<Evaluation()> evaluate;
};

struct TrainingResult {
  std::int64_t steps = 0;            // optimizer steps made
  std::int64_t tokens = 0;           // input tokens seen
  double train_loss = 0.0;           // of the last step
  std::optional<double> valid_loss;  // of the parameters that were kept
  bool stopped_early = false;
};

/// Trains, evaluates, saves checkpoints, and goes on from a checkpoint in `folder` where there is
/// one, to the same bits as without a stop. Tells the peak of memory at the end. With early
/// stopping the best parameters are kept. The checkpoint stays until `remove_checkpoints`. Throws
/// Interrupted after saving, on SIGINT, SIGTERM or SIGHUP; Error naming step and tensor when a
/// loss, gradient or parameter is not finite, which is never saved; InputError for early stopping
/// without `evaluate`, or by a metric that it does not give.
TrainingResult train(const TrainingJob& job);

/// Forgets the checkpoints of a training whose results are saved.
void remove_checkpoints(const std::string& folder);

}  // namespace graft
