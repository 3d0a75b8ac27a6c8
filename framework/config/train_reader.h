#pragma once

#include <string>

#include "framework/config/experiment_context.h"
#include "framework/config/train_options.h"

namespace graft {

struct TrainUse {
  TrainOptions options;
  Value resolved;  // every default written out
};

/// Reads `train: {…}`, and checks what one option demands of another. `stage` is where a missing
/// section is reported.
TrainUse read_train(const Value* section, const Value& stage, const std::string& where,
                    ExperimentContext& context);

}  // namespace graft
