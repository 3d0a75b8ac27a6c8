#pragma once

#include <string>
#include <vector>

#include "graft/error.h"

namespace graft {

/// What a user reads when `call` finds the input wrong: one text per mistake, in order.
template <typename Call>
std::vector<std::string> problem_texts(const Call& call) {
  std::vector<std::string> texts;
  try {
    call();
  } catch (const InputError& error) {
    for (const Problem& problem : error.problems()) texts.push_back(problem.text());
  }
  return texts;
}

/// The only one of them; what there is instead where there are none or several.
template <typename Call>
std::string problem_text(const Call& call) {
  const std::vector<std::string> texts = problem_texts(call);
  if (texts.empty()) return "no error";
  std::string text = texts.front();
  for (std::size_t i = 1; i < texts.size(); ++i) text += "\n" + texts[i];
  return text;
}

}  // namespace graft
