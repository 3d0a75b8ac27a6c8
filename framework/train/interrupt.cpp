#include "framework/train/interrupt.h"

#include <csignal>
#include <unistd.h>

namespace graft {

namespace {

volatile std::sig_atomic_t requested = 0;
volatile std::sig_atomic_t asked = 0;  // by SIGINT or SIGTERM: the next one does not wait
int guards = 0;                        // that live; the outermost one sets up and restores
struct sigaction before_int;
struct sigaction before_term;
struct sigaction before_hup;

extern "C" void on_signal(int signal_number) {
  requested = 1;
  if (signal_number == SIGHUP) return;  // comes in numbers, before or after others
  if (asked != 0) _exit(130);
  asked = 1;
}

}  // namespace

InterruptGuard::InterruptGuard() {
  if (guards++ > 0) return;
  requested = 0;
  asked = 0;
  struct sigaction action = {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, &before_int);
  sigaction(SIGTERM, &action, &before_term);
  sigaction(SIGHUP, &action, &before_hup);
  if (before_hup.sa_handler == SIG_IGN) sigaction(SIGHUP, &before_hup, nullptr);  // as nohup asked
}

InterruptGuard::~InterruptGuard() {
  if (--guards > 0) return;
  sigaction(SIGINT, &before_int, nullptr);
  sigaction(SIGTERM, &before_term, nullptr);
  sigaction(SIGHUP, &before_hup, nullptr);
}

bool interrupt_requested() { return requested != 0; }

}  // namespace graft
