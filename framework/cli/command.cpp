#include "framework/cli/command.h"

#include "framework/cli/check_command.h"
#include "framework/cli/plugins_command.h"

namespace graft {

const std::vector<Command>& commands() {
  static const std::vector<Command> table = {
      {"check", "check experiment files and manifests", run_check},
      {"plugins", "what the manifests offer", run_plugins},
  };
  return table;
}

}  // namespace graft
