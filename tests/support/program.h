#pragma once

#include <cstdlib>
#include <string>
#include <vector>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/temporary_folder.h"

namespace graft {

/// What a program left behind.
struct ProgramResult {
  int exit_code = -1;  // minus the signal's number where one ended it
  std::string output;  // standard output
  std::string errors;  // standard error
};

/// A running program with its output in files.
class Program {
 public:
  Program(const std::vector<std::string>& command, const TemporaryFolder& folder)
      : folder_(folder) {
    std::vector<char*> arguments;
    for (const std::string& argument : command) {
      arguments.push_back(const_cast<char*>(argument.c_str()));
    }
    arguments.push_back(nullptr);
    const std::string out = folder.path("stdout");
    const std::string err = folder.path("stderr");
    child_ = ::fork();
    if (child_ == 0) {
      const int out_file = ::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
      const int err_file = ::open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
      const int in_file = ::open("/dev/null", O_RDONLY);
      ::dup2(in_file, 0);
      ::dup2(out_file, 1);
      ::dup2(err_file, 2);
      ::execv(arguments.front(), arguments.data());
      ::_exit(127);
    }
  }

  void kill(int signal_number) const {
    if (!ended_) ::kill(child_, signal_number);
  }

  /// Waits until `is_true()`, or until the program has ended.
  template <typename Condition>
  void run_until(const Condition& is_true) {
    while (!ended_ && !is_true()) {
      ended_ = ::waitpid(child_, &status_, WNOHANG) != 0;
      ::usleep(1000);
    }
  }

  ProgramResult wait() {
    if (!ended_) ::waitpid(child_, &status_, 0);
    ended_ = true;
    ProgramResult result;
    result.exit_code = WIFEXITED(status_) ? WEXITSTATUS(status_) : -WTERMSIG(status_);
    result.output = folder_.read("stdout");
    result.errors = folder_.read("stderr");
    return result;
  }

 private:
  const TemporaryFolder& folder_;
  pid_t child_ = -1;
  int status_ = 0;
  bool ended_ = false;
};

inline ProgramResult run_program(const std::vector<std::string>& command) {
  const TemporaryFolder folder;
  return Program(command, folder).wait();
}

/// The `graft` of this build.
inline std::string graft_program() { return GRAFT_BINARY_DIR "/bin/graft"; }
/// The manifest of the tiny plugins.
inline std::string tiny_manifest() { return GRAFT_BINARY_DIR "/tests/plugins/plugins.yaml"; }

}  // namespace graft
