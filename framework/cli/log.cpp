#include "framework/cli/log.h"

#include <atomic>
#include <cstdio>

namespace graft {
namespace {

std::atomic<LogLevel>& current_level() {
  static std::atomic<LogLevel> level{LogLevel::kInfo};
  return level;
}

}  // namespace

const std::vector<std::string>& log_level_names() {
  static const std::vector<std::string> names = {"error", "warning", "info", "debug"};
  return names;
}

void set_log_level(LogLevel level) { current_level() = level; }
LogLevel log_level() { return current_level(); }

void log_line(LogLevel level, std::string_view text) {
  if (level > log_level()) return;
  std::string line;
  if (level != LogLevel::kInfo) line = log_level_names()[static_cast<std::size_t>(level)] + ": ";
  line.append(text);
  line += '\n';
  // One write, so that lines of several threads do not mix.
  std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace graft
