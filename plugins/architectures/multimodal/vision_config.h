#pragma once

#include <string>
#include <vector>

#include "graft/roles/architecture.h"
#include "graft/value.h"
#include "tower_options.h"

namespace graft {

// The vision tower in a published `config.json`, the same in CLIP and in what builds on it.

/// Names of the activations that a configuration may have.
std::vector<std::string> activation_names();

/// Sets the options that begin with `vision_`, `num_channels`, `image_size` and `patch_size` to
/// what a `vision_config` says; absent keys have the defaults of the published CLIPVisionConfig.
void take_vision_config(const Value& vision_config, Value& options);
/// The `vision_config` from which the same is read again.
Value write_vision_config(const VisionOptions& options);

/// Adds to `problems` what in the sizes of a vision tower does not fit together.
void check_vision(const VisionOptions& options, std::vector<Problem>& problems);

/// How the images of the published checkpoints are made: the mean and standard deviation of the
/// pictures that CLIP was trained on.
ImageInput clip_image_input(const VisionOptions& options);

}  // namespace graft
