#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace graft {

/// How much a program says of what it does; each level includes those before it.
enum class LogLevel { kError, kWarning, kInfo, kDebug };

/// "error", "warning", "info", "debug", in that order.
const std::vector<std::string>& log_level_names();

/// What is not above this level goes to standard error. Set once at the start of a program.
void set_log_level(LogLevel level);
LogLevel log_level();

/// Writes one line to standard error: as it is at level info, else with the level's name in front.
void log_line(LogLevel level, std::string_view text);

}  // namespace graft
