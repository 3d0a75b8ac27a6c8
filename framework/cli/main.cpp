#include <algorithm>
#include <csignal>
#include <exception>
#include <iomanip>
#include <iostream>
#include <new>
#include <string>
#include <vector>
#include <fcntl.h>
#include <unistd.h>

#include "framework/cli/command.h"
#include "framework/cli/thread_waiting.h"
#include "framework/train/interrupt.h"
#include "graft/error.h"
#include "graft/json.h"
#include "graft/options.h"
#include "graft/version.h"

namespace graft {
namespace {

// Exit codes that scripts may rely on.
constexpr int kDone = 0;
constexpr int kWorkFailed = 1;
constexpr int kInputIsWrong = 2;
constexpr int kPluginIsWrong = 3;
constexpr int kInterrupted = 130;

void print_help(std::ostream& out) {
  out << "usage: graft COMMAND [options]\n\n"
         "Grafts small trainable parts onto language models that plugins provide.\n\ncommands:\n";
  for (const Command& command : commands()) {
    out << "  " << std::left << std::setw(18) << command.name << command.summary << '\n';
  }
  out << "\n`graft COMMAND --help` tells more, with an example. `graft --version` prints the "
         "version.\n";
}

int run_command(const std::vector<std::string>& arguments) {
  const std::string& name = arguments.front();
  std::vector<std::string> names;
  for (const Command& command : commands()) {
    if (name == command.name) return command.run({arguments.begin() + 1, arguments.end()});
    names.emplace_back(command.name);
  }
  if (name.starts_with("-")) names = {"--help", "--version"};
  const std::string near = nearest(name, names);
  throw InputError(
      "unknown-command",
      (name.starts_with("-") ? "unknown option `" : "no command named `") + name + "`",
      (near.empty() ? "" : "did you mean `" + near + "`? ") + "`graft --help` lists all commands");
}

int run(const std::vector<std::string>& arguments) {
  if (arguments.empty()) {
    print_help(std::cerr);
    return kInputIsWrong;
  }
  if (arguments.front() == "--help" || arguments.front() == "-h") {
    print_help(std::cout);
    return kDone;
  }
  if (arguments.front() == "--version") {
    std::cout << "graft " << sdk_version() << '\n';
    return kDone;
  }
  try {
    return run_command(arguments);
  } catch (const HelpShown&) {
    return kDone;
  }
}

Value describe(const Problem& problem) {
  Value error = Value::map();
  error.set("file", problem.file.empty() ? Value() : Value(problem.file));
  error.set("line", problem.line > 0 ? Value(problem.line) : Value());
  error.set("column", problem.column > 0 ? Value(problem.column) : Value());
  error.set("code", problem.code);
  error.set("message", problem.message);
  error.set("hint", problem.hint.empty() ? Value() : Value(problem.hint));
  return error;
}

/// Prints every problem on standard error, and as an object on standard output if `json`.
int report(const std::vector<Problem>& problems, bool json, int exit_code) {
  Value errors = Value::list();
  for (const Problem& problem : problems) {
    std::cerr << problem.text() << '\n';
    errors.push_back(describe(problem));
  }
  if (json) {
    Value object = Value::map();
    object.set("errors", std::move(errors));
    std::cout << write_json(object) << '\n';
  }
  return exit_code;
}

/// Runs a command; turns what it throws into messages and an exit code.
int guarded_run(const std::vector<std::string>& arguments) {
  const bool json = std::find(arguments.begin(), arguments.end(), "--json") != arguments.end();
  try {
    return run(arguments);
  } catch (const InputError& error) {
    return report(error.problems(), json, kInputIsWrong);
  } catch (const PluginError& error) {
    return report({error.problem()}, json, kPluginIsWrong);
  } catch (const Interrupted& error) {
    std::cerr << error.what() << '\n';
    return kInterrupted;
  } catch (const std::bad_alloc&) {
    return report({Problem{"", 0, 0, "out-of-memory", "not enough memory",
                           "use a smaller model, batch or sequence length"}},
                  json, kWorkFailed);
  } catch (const std::exception& error) {
    return report({Problem{"", 0, 0, "failed", error.what(), ""}}, json, kWorkFailed);
  } catch (...) {
    return report({Problem{"", 0, 0, "failed",
                           "something was thrown that is not an exception of C++'s library",
                           "report this to the authors of the plugins in use"}},
                  json, kWorkFailed);
  }
}

extern "C" void on_failed_write(int) {}

/// A reader that goes away, or a limit on the size of files, ends no work: writing fails and is
/// reported like any other failure.
void prepare_streams() {
  // A handler, since SIG_IGN would pass on to programs that are started.
  std::signal(SIGPIPE, on_failed_write);
  std::signal(SIGXFSZ, on_failed_write);
  // A file opened in the place of a closed stream would receive its text. This one takes none.
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream) {
    if (::fcntl(stream, F_GETFD) < 0) ::open("/dev/null", O_RDONLY);
  }
}

}  // namespace
}  // namespace graft

int main(int argc, char** argv) {
  graft::prepare_streams();
  graft::limit_thread_waiting(argv);
  const int exit_code = graft::guarded_run({argv + 1, argv + std::max(argc, 1)});
  std::cout.flush();
  if (!std::cout) {
    std::cerr << "error: cannot write to standard output\n";
    return exit_code == graft::kDone ? graft::kWorkFailed : exit_code;
  }
  return exit_code;
}
