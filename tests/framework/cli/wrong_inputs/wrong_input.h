#pragma once

#include <string>
#include <utility>
#include <vector>

namespace graft {

/// Something a user may get wrong, and what `graft` says of it.
struct WrongInput {
  std::string what;  // for the table
  /// Files of the working folder, by name. Beside them lies `plugins.yaml`, the components of
  /// config/test_components.h.
  std::vector<std::pair<std::string, std::string>> files;
  std::vector<std::string> arguments;  // after `graft`
  int exit_code = 2;
  /// Standard error, without the last line's end. Paths below the working folder are relative in
  /// it, the folder itself is FOLDER.
  std::string message;
  std::string needs = "";  // a plugin that may have been deleted from the repository; empty: none
};

/// The rows of each part of the table.
std::vector<WrongInput> checkpoint_rows();
std::vector<WrongInput> command_line_rows();
std::vector<WrongInput> data_rows();
std::vector<WrongInput> experiment_rows();
std::vector<WrongInput> library_rows();
std::vector<WrongInput> manifest_rows();
std::vector<WrongInput> yaml_rows();

}  // namespace graft
