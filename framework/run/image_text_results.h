#pragma once

#include "framework/data/image_text_data.h"
#include "framework/run/stage_context.h"

namespace graft {

/// What a model makes of images that it has not seen, added to `result`: recall in both directions
/// for each column of texts where images and texts have one space, and the share of captions that
/// are written exactly where the model writes. Captions go to `captions.jsonl` in the stage's
/// folder.
void add_image_text_results(const StageContext& context, Architecture& model,
                            const Tokenizer& tokenizer, ImageTextData& data, Value& result);

}  // namespace graft
