#include "framework/run/prompt_fit.h"

#include <string>

#include "graft/error.h"
#include "graft/utf8.h"

namespace graft {

namespace {

/// Shortens the longest field of a prompt from its end, by about `bytes`.
bool shorten(RenderedPrompt& rendered, std::size_t bytes) {
  PromptSegment* longest = nullptr;
  for (PromptSegment& segment : rendered.segments) {
    if (segment.field.empty()) continue;
    if (longest == nullptr || segment.text.size() > longest->text.size()) longest = &segment;
  }
  if (longest == nullptr || longest->text.empty()) return false;
  std::size_t end = longest->text.size() > bytes ? longest->text.size() - bytes : 0;
  while (end > 0 && continues_character(longest->text[end])) --end;
  longest->text.resize(end);
  return true;
}

}  // namespace

std::size_t prompt_room(const Autoregressive& model, const Verbalizer& verbalizer) {
  // The last token of a label word is predicted and never read.
  const std::int64_t room =
      model.max_positions() + 1 - static_cast<std::int64_t>(verbalizer.longest);
  if (room > 0) return static_cast<std::size_t>(room);
  throw InputError("too-long",
                   "a label word has " + std::to_string(verbalizer.longest) +
                       " tokens, the model has " + std::to_string(model.max_positions()) +
                       " positions",
                   "choose shorter words in `labels` of the prompt");
}

std::vector<std::int64_t> fit_prompt(const Prompt& prompt, const Example& example,
                                     std::vector<Example> demonstrations,
                                     const Tokenizer& tokenizer, std::size_t limit, bool& cut) {
  const EncodeOptions plain{.add_special_tokens = true, .parse_special_tokens = false};
  RenderedPrompt rendered = prompt.render(example, demonstrations);
  std::vector<std::int64_t> ids = tokenizer.encode(rendered.text(), plain);
  while (ids.size() > limit && !demonstrations.empty()) {
    demonstrations.erase(demonstrations.begin());
    cut = true;
    rendered = prompt.render(example, demonstrations);
    ids = tokenizer.encode(rendered.text(), plain);
  }
  while (ids.size() > limit) {
    cut = true;
    if (!shorten(rendered, ids.size() - limit)) {
      throw InputError("too-long",
                       "the prompt's own words have " + std::to_string(ids.size()) +
                           " tokens, the model leaves room for " + std::to_string(limit),
                       "shorten the template");
    }
    ids = tokenizer.encode(rendered.text(), plain);
  }
  if (ids.empty()) {
    const auto start = tokenizer.special_tokens().bos;
    if (!start) throw InputError("empty-text", "the prompt is empty");
    ids.push_back(*start);
  }
  return ids;
}

}  // namespace graft
