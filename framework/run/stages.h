#pragma once

#include "framework/run/stage_context.h"

namespace graft {

// Each runs one kind of stage in its folder and returns what goes into `result.json`.

Value run_pretrain_stage(const StageContext& context);
Value run_adapt_stage(const StageContext& context);
Value run_prompt_stage(const StageContext& context);
Value run_evaluate_stage(const StageContext& context);
Value run_compare_stage(const StageContext& context);

/// Trains the experiment's tokenizer into the run's `tokenizer` folder, unless it is there already.
/// Returns the hash of what it was trained on.
std::string prepare_tokenizer(const Experiment& experiment, PluginCatalog& catalog,
                              const RunFolder& run);

}  // namespace graft
