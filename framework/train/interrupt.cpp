#include "framework/train/interrupt.h"

#include <csignal>
#include <unistd.h>

namespace graft {

namespace {

volatile std::sig_atomic_t requested = 0;
int guards = 0;  // that live; the outermost one sets up and restores
struct sigaction before_int;
struct sigaction before_term;
struct sigaction before_hup;

extern "C" void on_signal(int signal_number) {
  // A terminal that closes may send SIGHUP more than once, and systemd sends it after SIGTERM.
  if (requested != 0 && signal_number != SIGHUP) _exit(130);
  requested = 1;
}

}  // namespace

InterruptGuard::InterruptGuard() {
  if (guards++ > 0) return;
  requested = 0;
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
