#include "framework/cli/command.h"

namespace graft {

const std::vector<Command>& commands() {
  static const std::vector<Command> table = {};
  return table;
}

}  // namespace graft
