#include "framework/model_io/guarded_copy.h"

#include <atomic>
#include <csetjmp>
#include <csignal>
#include <cstring>
#include <mutex>

namespace graft {

namespace {

/// What this thread is copying, and where it goes on when that fails.
struct RunningCopy {
  const char* begin;
  const char* end;
  sigjmp_buf failed;
};

thread_local RunningCopy* volatile running_copy = nullptr;  // read by the handler

/// The action that stood before the first of the copies that run now.
struct sigaction previous_action;

void on_bus_error(int signal_number, siginfo_t* info, void* context) {
  RunningCopy* const copy = running_copy;
  const auto* address = static_cast<const char*>(info->si_addr);
  if (copy != nullptr && address >= copy->begin && address < copy->end) {
    siglongjmp(copy->failed, 1);
  }
  if ((previous_action.sa_flags & SA_SIGINFO) != 0) {
    previous_action.sa_sigaction(signal_number, info, context);
  } else if (previous_action.sa_handler != SIG_DFL && previous_action.sa_handler != SIG_IGN) {
    previous_action.sa_handler(signal_number);
  } else {
    ::sigaction(SIGBUS, &previous_action, nullptr);  // the access is tried again, and ends it all
  }
}

std::mutex handler_mutex;
int handler_users = 0;

/// Keeps the handler in place while at least one of these lives.
class HandlerInPlace {
 public:
  HandlerInPlace() {
    const std::scoped_lock lock(handler_mutex);
    if (handler_users++ > 0) return;
    struct sigaction action = {};
    action.sa_sigaction = on_bus_error;
    action.sa_flags = SA_SIGINFO;
    sigemptyset(&action.sa_mask);
    ::sigaction(SIGBUS, &action, &previous_action);
  }
  ~HandlerInPlace() {
    const std::scoped_lock lock(handler_mutex);
    if (--handler_users == 0) ::sigaction(SIGBUS, &previous_action, nullptr);
  }
  HandlerInPlace(const HandlerInPlace&) = delete;
  HandlerInPlace& operator=(const HandlerInPlace&) = delete;
};

/// Nothing that must be destroyed may lie between the jump and its target.
bool copy_or_fail(RunningCopy& copy, void* target, std::size_t count) {
  if (sigsetjmp(copy.failed, 1) != 0) {
    running_copy = nullptr;
    return false;
  }
  running_copy = &copy;
  std::atomic_signal_fence(std::memory_order_seq_cst);
  std::memcpy(target, copy.begin, count);
  std::atomic_signal_fence(std::memory_order_seq_cst);
  running_copy = nullptr;
  return true;
}

}  // namespace

bool guarded_copy(void* target, const void* source, std::size_t count) {
  if (count == 0) return true;
  const HandlerInPlace handler;
  const auto* begin = static_cast<const char*>(source);
  RunningCopy copy{begin, begin + count, {}};
  return copy_or_fail(copy, target, count);
}

}  // namespace graft
