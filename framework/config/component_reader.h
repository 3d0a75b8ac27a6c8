#pragma once

#include <optional>
#include <string>

#include "framework/config/experiment.h"
#include "framework/config/experiment_context.h"

namespace graft {

/// Readers of the sections that name a component. Each checks the section's keys, looks the
/// component up, checks its options by its schema and makes paths absolute. Mistakes go to the
/// context; what could not be read is absent.

/// `model: {architecture: …, options: {…}}`
std::optional<ComponentUse> read_model(const Value& section, const std::string& where,
                                       ExperimentContext& context);
/// `adapter: {name: …, options: {…}}`
std::optional<ComponentUse> read_adapter(const Value& section, const std::string& where,
                                         ExperimentContext& context);
/// `data: {name: …, origin: …, option: …}`, or a list of such
std::optional<DataUse> read_data(const Value& section, const std::string& where,
                                 ExperimentContext& context);
/// `task: {kind: …, train_examples: …, data: {…}}` of a stage of this kind
std::optional<TaskUse> read_task(const Value& section, const std::string& where,
                                 std::optional<StageKind> stage, ExperimentContext& context);
/// `prompt: {name: …, file: …, shots: …, max_items: …, option: …}`
std::optional<PromptUse> read_prompt(const Value& section, const std::string& where,
                                     ExperimentContext& context);
/// `tokenizer: {name: …, train_on: …, option: …}` or `{from: …}`
std::optional<TokenizerUse> read_tokenizer(const Value& section, const std::string& where,
                                           ExperimentContext& context);

/// The sections again, with every default written out.
Value resolved_model(const ComponentUse& model);
Value resolved_adapter(const ComponentUse& adapter);
Value resolved_data(const DataUse& data);
Value resolved_task(const TaskUse& task);
Value resolved_prompt(const PromptUse& prompt);
Value resolved_tokenizer(const TokenizerUse& tokenizer);

}  // namespace graft
