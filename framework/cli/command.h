#pragma once

#include <string>
#include <vector>

namespace graft {

/// One subcommand of `graft`.
struct Command {
  const char* name;
  const char* summary;  // one line for `graft --help`
  /// `arguments` are those after the command's name. Returns the exit code; may throw.
  int (*run)(const std::vector<std::string>& arguments);
  bool computes = false;  // whether most of its time goes into ops
};

/// All commands, in the order of `graft --help`.
const std::vector<Command>& commands();

/// Ends a command whose arguments asked for `--help`, after it was printed.
struct HelpShown {};

}  // namespace graft
