#include "framework/tasks/task.h"

#include <map>
#include <utility>

#include "framework/tasks/classification.h"
#include "framework/tasks/image_text.h"
#include "framework/tasks/language_modelling.h"
#include "framework/tasks/question_answering.h"
#include "framework/tasks/text_to_text.h"
#include "framework/tasks/token_classification.h"
#include "graft/error.h"

namespace graft {

BatchSource::~BatchSource() = default;
TaskExamples::~TaskExamples() = default;
Task::~Task() = default;

std::unique_ptr<Task> make_task(const std::string& kind, TaskParts parts) {
  using Maker = std::unique_ptr<Task> (*)(TaskParts);
  static const std::map<std::string, Maker> kMakers = {
      {"classification", classification_task},
      {"token-classification", token_classification_task},
      {"question-answering", question_answering_task},
      {"text-to-text", text_to_text_task},
      {"language-modelling", language_modelling_task},
      {"image-classification", image_classification_task},
      {"zero-shot-image-classification", zero_shot_image_task},
      {"image-text-retrieval", image_text_retrieval_task},
      {"captioning", captioning_task},
  };
  const auto maker = kMakers.find(kind);
  if (maker == kMakers.end()) throw Error("no task is of kind " + kind);
  return maker->second(std::move(parts));
}

}  // namespace graft
