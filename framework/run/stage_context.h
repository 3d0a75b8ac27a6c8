#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "framework/config/experiment.h"
#include "framework/plugins/catalog.h"
#include "framework/run/run_folder.h"
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
  bool profile = false;  // what trains records the ops of some steps

  std::string folder() const { return run.stage(stage.name); }
  /// A seed of this stage's own.
  std::uint64_t seed() const;
};

/// The folder with the model, or with the adapter, that `from` names.
std::string source_folder(const StageContext& context);

/// Whether a model's folder says which tokenizer is its own, even one that no plugin reads.
bool declares_tokenizer(const std::string& folder, const PluginCatalog& catalog);
/// The tokenizer of the model that `from` names, else the experiment's own.
std::unique_ptr<Tokenizer> open_tokenizer(const StageContext& context);
std::unique_ptr<Dataset> open_dataset(PluginCatalog& catalog, const DataUse& data);

}  // namespace graft
