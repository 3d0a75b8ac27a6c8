#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "graft/error.h"
#include "graft/roles/dataset.h"

namespace graft {

/// "example 7 of the test split", for messages.
std::string example_name(const std::string& split, std::int64_t index);

/// What is wrong with an example: at its file and line, or with its name before the message where
/// these are not known.
InputError example_error(const Example& example, const std::string& split, std::int64_t index,
                         std::string code, std::string message, std::string hint);

/// Calls `read` for the first `most` examples of a split. What is wrong with them comes in one
/// InputError, up to kMostRowProblems at once; a column that is missing is told once.
void for_each_example(const Dataset& dataset, const std::string& split, std::int64_t most,
                      const std::function<void(const Example& example, std::int64_t index)>& read);

}  // namespace graft
