#include "framework/data/example_problems.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "graft/row_file.h"

namespace graft {

std::string example_name(const std::string& split, std::int64_t index) {
  return "example " + std::to_string(index) + " of the " + split + " split";
}

InputError example_error(const Example& example, const std::string& split, std::int64_t index,
                         std::string code, std::string message, std::string hint) {
  if (example.file.empty()) message = example_name(split, index) + ": " + message;
  Problem problem{example.file,    example.line,       0,
                  std::move(code), std::move(message), std::move(hint)};
  return InputError({std::move(problem)});
}

void for_each_example(const Dataset& dataset, const std::string& split, std::int64_t most,
                      const std::function<void(const Example& example, std::int64_t index)>& read) {
  std::vector<Problem> problems;
  const std::int64_t count = std::min(dataset.size(split), most);
  for (std::int64_t index = 0; index < count && problems.size() < kMostRowProblems; ++index) {
    try {
      read(dataset.example(split, index), index);
    } catch (const InputError& error) {
      problems.insert(problems.end(), error.problems().begin(), error.problems().end());
      if (!problems.empty() && problems.back().code == "missing-column") break;
    }
  }
  if (problems.size() > kMostRowProblems) problems.resize(kMostRowProblems);
  if (!problems.empty()) throw InputError(std::move(problems));
}

}  // namespace graft
