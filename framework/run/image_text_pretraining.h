#pragma once

#include "framework/run/stage_context.h"
#include "framework/run/stage_model.h"

namespace graft {

/// Trains a model with an objective on images and texts, and measures it on the final split: images
/// and texts in one space by retrieval, writers by the captions they write. Returns what goes into
/// `result.json`.
Value pretrain_on_images(const StageContext& context, StageModel& model,
                         const Tokenizer& tokenizer);

}  // namespace graft
