#pragma once

#include <string>

#include "graft/error.h"
#include "graft/value.h"

namespace graft {

/// Calls `work`; mistakes of the input that name no file get `file` and the position `mark`: the
/// line of the experiment that asked for it.
template <typename Work>
auto with_place(const std::string& file, const Mark& mark, const Work& work) {
  try {
    return work();
  } catch (const InputError& error) {
    std::vector<Problem> problems = error.problems();
    for (Problem& problem : problems) {
      if (!problem.file.empty()) continue;
      problem.file = mark.file ? *mark.file : file;
      problem.line = mark.line;
      problem.column = mark.column;
    }
    throw InputError(std::move(problems));
  }
}

}  // namespace graft
