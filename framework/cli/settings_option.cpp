#include "framework/cli/settings_option.h"

namespace graft {

void add_settings_option(CommandLine& command) {
  command.options()(
      "set", boost::program_options::value<std::vector<std::string>>()->value_name("KEY=VALUE"),
      "sets a value of the experiment, for example stages.base.train.steps=10, or a "
      "variable by its name; may be repeated");
}

std::vector<Setting> given_settings(const CommandLine& command) {
  std::vector<Setting> settings;
  if (!command.has("set")) return settings;
  for (const std::string& text : command.get<std::vector<std::string>>("set")) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw InputError("bad-setting", "--set " + text + ": expected KEY=VALUE",
                       "write for example `--set seed=1`");
    }
    settings.push_back(Setting{text.substr(0, equals), text.substr(equals + 1)});
  }
  return settings;
}

}  // namespace graft
