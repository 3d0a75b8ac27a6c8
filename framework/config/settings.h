#pragma once

#include <string>
#include <vector>

#include "framework/config/experiment.h"

namespace graft {

/// Reads the YAML that an option of the command line gives. `option` is how problems name it, and
/// the file of every mark; lines and columns are unknown. Null after a report.
Value parse_setting(const std::string& text, const std::string& option,
                    std::vector<Problem>& problems);

/// The mark's file of every value that a setting brings: "--set KEY".
bool is_setting(const std::string& file);

/// Shortens "--set KEY: error: KEY: …" to "--set KEY: error: …".
void drop_repeated_keys(std::vector<Problem>& problems);

/// Writes each setting into the document of an experiment. A setting that leads nowhere is reported
/// in `problems`; keys of existing sections are created, for the reader to check.
void apply_settings(Value& document, const std::vector<Setting>& settings,
                    std::vector<Problem>& problems);

}  // namespace graft
