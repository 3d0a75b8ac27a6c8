#include "child_process.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "graft/error.h"

namespace graft {

namespace {

constexpr char kGood = '+';
constexpr char kBad = '-';

[[noreturn]] void fail(const char* what) {
  throw Error(std::string("cannot ") + what + ": " + std::strerror(errno));
}

/// Writes all bytes; false where the reader is gone.
bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::string read_all(int file) {
  std::string bytes;
  std::array<char, 1 << 16> buffer;
  for (;;) {
    const ssize_t count = read(file, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return bytes;
    bytes.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

/// Makes this process, a copy, end wherever a library gives up, and without a trace.
void end_quietly() {
  // `exit` would destroy what threads of the first process still use.
  std::atexit([] { _exit(EXIT_FAILURE); });
  // Handlers of the first process would go on with its work.
  for (const int fault : {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGINT, SIGTERM}) {
    std::signal(fault, SIG_DFL);
  }
  const rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  // What the first process had not written yet is its own to write.
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere < 0) _exit(EXIT_FAILURE);
  dup2(nowhere, STDOUT_FILENO);
  dup2(nowhere, STDERR_FILENO);
}

[[noreturn]] void run_child(int output, const std::function<ChildResult()>& work) {
  end_quietly();
  bool is_written = false;
  try {
    const ChildResult result = work();
    is_written =
        write_all(output, {result.is_good ? &kGood : &kBad, 1}) && write_all(output, result.bytes);
  } catch (...) {
    is_written = false;
  }
  _exit(is_written ? EXIT_SUCCESS : EXIT_FAILURE);
}

}  // namespace

ChildResult run_in_child(const std::function<ChildResult()>& work) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) fail("make a pipe");
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    run_child(ends[1], work);
  }
  close(ends[1]);
  if (child < 0) {
    close(ends[0]);
    fail("start a process");
  }
  std::string bytes = read_all(ends[0]);
  close(ends[0]);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  const bool is_whole = WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS && !bytes.empty();
  if (!is_whole) return {false, "the library gave up"};
  return {bytes.front() == kGood, bytes.substr(1)};
}

}  // namespace graft
