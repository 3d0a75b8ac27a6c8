#pragma once

#include <memory>
#include <string>
#include <vector>

#include "framework/run/stage_context.h"
#include "graft/roles/adapter.h"
#include "graft/roles/architecture.h"
#include "graft/roles/tokenizer.h"

namespace graft {

/// A model with what was grafted on it.
struct StageModel {
  std::unique_ptr<Architecture> model;
  std::unique_ptr<Adapter> adapter;  // null: the model alone
  std::string folder;                // where the model itself lies; empty: nowhere yet
  HeadSpec head;
  std::vector<std::string> new_parameters;  // of a head or pooler that the checkpoint lacks
};

/// Sets what a model takes from its tokenizer, where the options leave it open. Throws InputError
/// for a vocabulary smaller than the tokenizer's.
void complete_from_tokenizer(const ComponentUse& use, const OptionSchema& schema,
                             const Tokenizer& tokenizer, Value& options);

/// The model that a stage trains: a fresh one with the vocabulary of `tokenizer`, or the one that
/// `from` names. An adapter that was trained before becomes part of it, and the result is kept in
/// this stage's own `model` folder.
StageModel starting_model(const StageContext& context, const Tokenizer& tokenizer,
                          const HeadSpec& head);

/// The model that `from` names as it was trained: with its own head, its adapter attached.
StageModel trained_model(const StageContext& context);

/// Builds an adapter and attaches it to the model. Throws InputError at the adapter's line.
void attach_adapter(const Experiment& experiment, const ComponentUse& use, PluginCatalog& catalog,
                    StageModel& model, Rng& rng);

/// Writes the model that an adapter is about to be trained on, where it lies nowhere yet.
void keep_base(const StageContext& context, const Tokenizer& tokenizer, StageModel& model);

/// What belongs in a finished stage's folder: `adapter` for an adapter with a file of its own, else
/// `model`. Returns its path.
std::string save_stage_model(const std::string& folder, const StageModel& trained,
                             const Tokenizer& tokenizer);

}  // namespace graft
