#pragma once

#include <vector>

#include "framework/cli/options.h"
#include "framework/config/experiment.h"

namespace graft {

/// Adds `--set KEY=VALUE`, which may be repeated, to a command that reads experiments.
void add_settings_option(CommandLine& command);

/// What `--set` gave. Throws InputError with every one that has no `=`.
std::vector<Setting> given_settings(const CommandLine& command);

}  // namespace graft
