#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "framework/config/experiment.h"
#include "framework/plugins/catalog.h"
#include "framework/run/run_folder.h"
#include "graft/roles/adapter.h"
#include "graft/roles/architecture.h"
#include "graft/roles/dataset.h"
#include "graft/roles/tokenizer.h"

namespace graft {

/// What a running stage works with.
struct StageContext {
  const Experiment& experiment;
  const Stage& stage;
  PluginCatalog& catalog;
  const RunFolder& run;

  std::string folder() const { return run.stage(stage.name); }
  /// A seed of this stage's own.
  std::uint64_t seed() const;
};

/// A model with what was grafted on it.
struct StageModel {
  std::unique_ptr<Architecture> model;
  std::unique_ptr<Adapter> adapter;  // null: the model alone
  std::string folder;                // where the model itself lies; empty: fresh
  HeadSpec head;
  std::vector<std::string> new_parameters;
};

/// The folder with the model, or with the adapter, that `from` names.
std::string source_folder(const StageContext& context);

/// The tokenizer of the model that `from` names, else the experiment's own.
std::unique_ptr<Tokenizer> open_tokenizer(const StageContext& context);
std::unique_ptr<Dataset> open_dataset(const StageContext& context, const DataUse& data);

/// Builds a fresh model with the vocabulary of `tokenizer`.
std::unique_ptr<Architecture> build_model(const StageContext& context, const ComponentUse& use,
                                          const Tokenizer& tokenizer, const HeadSpec& head);

/// The model that `from` names, its adapter attached, with its own head or another.
StageModel open_model(const StageContext& context, const std::optional<HeadSpec>& head);

/// Folds the adapter, if any, into the model's own weights and lets go of it.
void merge_adapter(StageModel& model);

/// What belongs in a stage's folder.
void save_stage_model(const std::string& folder, const StageModel& trained,
                      const Tokenizer& tokenizer);

/// Most tokens a text may have for this model.
std::int64_t max_length(const Architecture& model);
std::int64_t padding_id(const Tokenizer& tokenizer);

}  // namespace graft
