#include "framework/cli/settings_option.h"

#include <utility>

#include "graft/error.h"

namespace graft {

void add_settings_option(CommandLine& command) {
  command.options()(
      "set", boost::program_options::value<std::vector<std::string>>()->value_name("KEY=VALUE"),
      "sets a value of the experiment, for example stages.base.train.steps=10, or a "
      "variable by its name; may be repeated");
}

std::vector<Setting> given_settings(const CommandLine& command) {
  std::vector<Setting> settings;
  std::vector<Problem> problems;
  if (!command.has("set")) return settings;
  for (const std::string& text : command.get<std::vector<std::string>>("set")) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      problems.push_back(Problem{"", 0, 0, "bad-setting", "--set " + text + ": expected KEY=VALUE",
                                 "write for example `--set seed=1`"});
      continue;
    }
    settings.push_back(Setting{text.substr(0, equals), text.substr(equals + 1)});
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return settings;
}

}  // namespace graft
