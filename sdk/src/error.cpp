#include "graft/error.h"

#include <utility>

namespace graft {

namespace {

std::string joined(const std::vector<Problem>& problems) {
  std::string text;
  for (const Problem& problem : problems) {
    if (!text.empty()) text += '\n';
    text += problem.text();
  }
  return text;
}

}  // namespace

Error::Error(const std::string& message) : std::runtime_error(message) {}
Error::~Error() = default;

ShapeError::ShapeError(const std::string& message) : Error(message) {}
ShapeError::~ShapeError() = default;

std::string Problem::text() const {
  std::string text;
  if (!file.empty()) {
    text += file;
    if (line > 0) text += ':' + std::to_string(line);
    if (line > 0 && column > 0) text += ':' + std::to_string(column);
    text += ": ";
  }
  text += "error: " + message;
  if (!hint.empty()) text += "; " + hint;
  return text;
}

InputError::InputError(std::vector<Problem> problems)
    : Error(joined(problems)), problems_(std::move(problems)) {}

InputError::InputError(std::string code, std::string message, std::string hint)
    : InputError(std::vector<Problem>{
          Problem{"", 0, 0, std::move(code), std::move(message), std::move(hint)}}) {}

InputError::~InputError() = default;

PluginError::PluginError(std::string library, std::string code, std::string message,
                         std::string hint)
    : Error(Problem{library, 0, 0, code, message, hint}.text()),
      problem_{std::move(library), 0, 0, std::move(code), std::move(message), std::move(hint)} {}

PluginError::~PluginError() = default;

}  // namespace graft
