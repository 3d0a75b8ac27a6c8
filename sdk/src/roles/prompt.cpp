#include "graft/roles/prompt.h"

namespace graft {

Prompt::~Prompt() = default;

std::string RenderedPrompt::text() const {
  std::string text;
  for (const PromptSegment& segment : segments) text += segment.text;
  return text;
}

}  // namespace graft
