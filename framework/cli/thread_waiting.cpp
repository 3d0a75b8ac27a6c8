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

// How the user wants threads to wait, or which cores they are bound to: this one is bound already,
// and a program that it starts would see no other core.
constexpr const char* kChosen[] = {"GOMP_SPINCOUNT", "OMP_WAIT_POLICY", "OMP_PROC_BIND",
                                   "OMP_PLACES", "GOMP_CPU_AFFINITY"};

bool is_computing(const std::string& name) {
  const auto& all = commands();
  return std::any_of(all.begin(), all.end(), [&name](const Command& command) {
    return name == command.name && command.computes;
  });
}

}  // namespace

void limit_thread_waiting(char** argv) {
  if (argv[0] == nullptr || argv[1] == nullptr || !is_computing(argv[1])) return;
  for (const char* const chosen : kChosen) {
    if (std::getenv(chosen) != nullptr) return;
  }
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error || ::setenv("GOMP_SPINCOUNT", kSpinCount, 1) != 0) return;
  ::execv(program.c_str(), argv);
}

}  // namespace graft
