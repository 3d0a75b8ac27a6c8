#pragma once

#include <functional>
#include <string>

namespace graft {

/// What a piece of work came to: its result, or why there is none.
struct ChildResult {
  bool is_good = false;
  std::string bytes;
};

/// Runs `work` in a process of its own, a copy of this one, and hands over what it returns. A
/// result that says so comes where the process ended before. `work` must not use threads that are
/// there already, nor leave traces but its result. Throws Error where no process can be made.
ChildResult run_in_child(const std::function<ChildResult()>& work);

}  // namespace graft
