#include "framework/cli/thread_waiting.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>
#include <unistd.h>

#include "framework/cli/command.h"

namespace graft {

namespace {

// Longer than what usually lies between two ops, some microseconds; far less than a time slice.
constexpr const char* kSpinCount = "2000";

bool is_computing(const std::string& name) {
  const auto& all = commands();
  return std::any_of(all.begin(), all.end(), [&name](const Command& command) {
    return name == command.name && command.computes;
  });
}

}  // namespace

void limit_thread_waiting(char** argv) {
  if (argv[0] == nullptr || argv[1] == nullptr || !is_computing(argv[1])) return;
  if (std::getenv("GOMP_SPINCOUNT") != nullptr || std::getenv("OMP_WAIT_POLICY") != nullptr) return;
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error || ::setenv("GOMP_SPINCOUNT", kSpinCount, 1) != 0) return;
  ::execv(program.c_str(), argv);
}

}  // namespace graft
