#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "framework/config/experiment.h"
#include "framework/config/input_place.h"
#include "framework/plugins/catalog.h"
#include "framework/run/stage_model.h"
#include "framework/tasks/task.h"
#include "graft/roles/dataset.h"
#include "graft/roles/tokenizer.h"

namespace graft {

/// Optimizer steps of a training; 0: nothing is known.
struct PlannedSteps {
  std::int64_t count = 0;
  bool is_exact = true;  // as the run will count them
};

/// A training as it is before it starts.
struct PlannedTraining {
  StageModel model;
  /// An estimate where the tokenizer is still to be trained and the number of rows follows from
  /// the tokens, and where only the beginning of many examples or long texts is cut into rows.
  /// Holds as long as the check that it is from, as does `batch`.
  std::function<PlannedSteps()> steps;
  /// A batch of so many rows such as the stage has; empty where no tokenizer is known that could
  /// make one.
  std::function<Batch(std::int64_t rows)> batch;
};

/// Looks for what would stop a stage before it starts: builds its model, opens its data, renders a
/// prompt. Trains nothing.
class StageCheck {
 public:
  /// `tokenizer_folder`: where the run has trained its tokenizer; empty: not yet.
  StageCheck(const Experiment& experiment, const Stage& stage, PluginCatalog& catalog,
             const std::string& tokenizer_folder);

  /// What the stage trains; none where it trains nothing. Throws InputError at the place in the
  /// experiment or in the data.
  std::optional<PlannedTraining> run();

 private:
  template <typename Work>
  auto at(const Mark& mark, const Work& work) {
    return with_place(experiment_.file, mark, work);
  }

  std::unique_ptr<Dataset> open(const DataUse& data);
  std::unique_ptr<Architecture> planned_model(const Stage& stage, const HeadSpec& head);
  StageModel model_with_adapter(const HeadSpec& head);
  void check_data(Architecture& model);
  void check_images(Architecture& model);
  void check_text(const TextObjective* objective);
  std::vector<std::string> trained_labels();
  void check_task();
  void check_evaluation();
  void require_metric() const;
  void check_prompt(const std::vector<std::string>& labels);
  void require_validation(const Dataset& dataset) const;
  /// A number that the data tells, or about that.
  struct Count {
    double value = 0.0;
    bool is_exact = true;
  };
  PlannedSteps planned_steps(Architecture& model);
  Count task_rows(Architecture& model);
  Count cut_rows(Architecture& model);
  Count text_tokens(const Dataset& dataset) const;
  Batch trial_batch(Architecture& model, std::int64_t rows);

  const Experiment& experiment_;
  const Stage& stage_;
  PluginCatalog& catalog_;
  std::unique_ptr<Dataset> dataset_;      // of the task
  std::unique_ptr<Task> task_;            // null: the stage has none
  std::unique_ptr<Tokenizer> tokenizer_;  // null: nothing is known of it yet
  bool is_stand_in_ = false;  // it has the special tokens of the one to come, which is not trained
};

}  // namespace graft
