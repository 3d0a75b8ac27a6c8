#pragma once

#include <string>

#include "framework/model_io/new_folder.h"
#include "framework/model_io/weight_writer.h"
#include "graft/roles/architecture.h"
#include "graft/value.h"

namespace graft {

/// The type that all tensors of numbers in a model folder are stored as; f32 where they differ.
FloatType stored_float_type(const std::string& folder);

/// Writes `model`, which was loaded from `source`, and finishes the folder: its weights, `config`
/// with the `torch_dtype` that they have, and the other files of `source` (tokenizer, generation
/// settings, image settings and so on), but no weights of any format and no folders. Throws
/// InputError for numbers that the type cannot hold.
void write_converted_model(const std::string& source, const Architecture& model, Value config,
                           const WeightFormat& format, NewFolder& output);

}  // namespace graft
