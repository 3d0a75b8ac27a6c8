#pragma once

#include <functional>
#include <string>
#include <vector>

#include "framework/model_io/weight_files.h"
#include "graft/nn/module.h"

namespace graft {

/// How the tensors of a checkpoint become parameters.
struct LoadRules {
  /// The parameter that a tensor of the checkpoint fills; empty: it is not needed. Absent: its own
  /// name.
  std::function<std::string(const std::string& name)> parameter_name;
  /// Parameters that the checkpoint need not have. Absent: none.
  std::function<bool(const NamedParameter& parameter)> may_be_missing;
};

/// Reads the tensors of a checkpoint into `parameters`, without a second copy. Returns the names of
/// those that the checkpoint does not have. Tied weights may be stored twice, if both are equal.
/// Missing, unexpected, misshapen and non-finite tensors, and unequal ones for one parameter, are
/// all listed in one InputError, each with its file; then some parameters may hold new values
/// already.
std::vector<std::string> load_parameters(const WeightFiles& files,
                                         const std::vector<NamedParameter>& parameters,
                                         const LoadRules& rules);

}  // namespace graft
