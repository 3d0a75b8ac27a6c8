#pragma once

#include "framework/run/input_hash.h"
#include "framework/run/stage_context.h"

namespace graft {

// Each runs one kind of stage in its folder and returns what goes into `result.json`.

Value run_pretrain_stage(const StageContext& context);
Value run_adapt_stage(const StageContext& context);
Value run_prompt_stage(const StageContext& context);
Value run_evaluate_stage(const StageContext& context);
Value run_compare_stage(const StageContext& context);

/// Throws InputError where the experiment's tokenizer would learn from no text at all, or from a
/// file that is none.
void check_tokenizer(const Experiment& experiment, PluginCatalog& catalog);
/// What the tokenizer depends on, as one hash; empty where the experiment has none of its own.
std::string tokenizer_hash(const Experiment& experiment, InputHasher& hasher);
/// Trains the experiment's tokenizer into the run's `tokenizer` folder, unless it is there already
/// with this hash. Returns whether it was trained now.
bool prepare_tokenizer(const Experiment& experiment, PluginCatalog& catalog, const RunFolder& run,
                       const std::string& hash);

}  // namespace graft
