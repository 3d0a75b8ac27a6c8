#pragma once

#include "graft/error.h"

namespace graft {

/// Work was stopped by SIGINT, SIGTERM or SIGHUP after saving what there was (exit code 130).
class Interrupted : public Error {
 public:
  explicit Interrupted(const std::string& message) : Error(message) {}
};

/// While one lives, SIGINT and SIGTERM only set a flag; a second one ends the program at once.
/// SIGHUP sets the flag, too, unless it was ignored before (`nohup`), and never ends the program.
/// Guards may be nested. Used on the main thread.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;
};

/// Whether a signal asked to stop since the guard was set up.
bool interrupt_requested();

}  // namespace graft
