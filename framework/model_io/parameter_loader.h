#pragma once

#include <functional>
#include <string>
#include <vector>

#include "framework/model_io/safetensors_reader.h"
#include "graft/nn/module.h"

namespace graft {

/// How the tensors of a file become parameters.
struct LoadRules {
  /// The parameter that a tensor of the file fills; empty: it is not needed. Absent: its own name.
  std::function<std::string(const std::string& name)> parameter_name;
  /// Parameters that the file need not have. Absent: none.
  std::function<bool(const NamedParameter& parameter)> may_be_missing;
};

/// Copies the tensors of a file into `parameters`. Returns the names of those that the file does
/// not have. Missing, unexpected, misshapen and non-finite tensors, and two tensors for one
/// parameter, are all listed in one InputError; then some parameters may hold new values already.
std::vector<std::string> load_parameters(const SafetensorsReader& file,
                                         const std::vector<NamedParameter>& parameters,
                                         const LoadRules& rules);

}  // namespace graft
