#pragma once

#include <string>

#include "graft/roles/architecture.h"

namespace graft {

/// Reads `preprocessor_config.json` of a model folder, where there is one: it says how pictures
/// become `pixel_values`. Throws InputError with each key that asks for something else than Graft
/// does for `input`: resized to its size by the shorter side (bicubic), cut to the middle, scaled
/// by 1 / 255, normalized by its mean and deviation. Keys are those of CLIPImageProcessor; what is
/// absent is as that class has it.
void check_image_processor(const std::string& folder, const ImageInput& input);

/// Writes the file.
void write_image_processor(const std::string& folder, const ImageInput& input);

}  // namespace graft
