#include "framework/data/context_windows.h"

#include <algorithm>
#include <utility>

#include "framework/data/model_text.h"
#include "graft/error.h"

namespace graft {

namespace {

std::vector<std::int64_t> ids_of(const std::vector<TokenSpan>& tokens, std::size_t first,
                                 std::size_t count) {
  std::vector<std::int64_t> ids;
  for (std::size_t i = first; i < first + count; ++i) ids.push_back(tokens[i].id);
  return ids;
}

}  // namespace

QuestionContext context_windows(const std::string& question, const std::string& context,
                                const Tokenizer& tokenizer, const Architecture& model,
                                std::int64_t stride) {
  constexpr EncodeOptions kPlain{.add_special_tokens = false, .parse_special_tokens = false};
  QuestionContext result;
  result.context = tokenizer.encode_with_spans(context);
  if (result.context.empty()) {
    throw InputError("empty-text", "the context has no tokens", "give it words");
  }
  std::vector<std::int64_t> asked = tokenizer.encode(question, kPlain);
  const auto limit = static_cast<std::size_t>(max_length(model));
  const std::size_t around = framed_pair({}, {}, tokenizer, model).ids.size();
  const std::size_t free = limit > around + 2 ? limit - around : 2;
  if (asked.size() > free / 2) {
    asked.resize(free / 2);
    result.is_question_cut = true;
  }
  const std::size_t room = free - asked.size();
  const std::size_t shared = std::min(static_cast<std::size_t>(stride), room / 2);
  const bool has_types = reads_token_types(model);
  for (std::size_t first = 0;; first += room - shared) {
    ContextWindow window;
    window.first = first;
    window.count = std::min(room, result.context.size() - first);
    const std::vector<std::int64_t> part = ids_of(result.context, first, window.count);
    TokenizedInput input = framed_pair(asked, part, tokenizer, model);
    window.position = static_cast<std::size_t>(
        std::find_end(input.ids.begin(), input.ids.end(), part.begin(), part.end()) -
        input.ids.begin());
    window.ids = std::move(input.ids);
    if (has_types) window.token_type_ids = std::move(input.token_type_ids);
    result.windows.push_back(std::move(window));
    if (first + room >= result.context.size()) return result;
  }
}

AnswerSpan best_answer(const ContextWindow& window, const float* start, const float* end,
                       std::int64_t max_answer_tokens) {
  const float* const starts = start + window.position;
  const float* const ends = end + window.position;
  const auto longest = static_cast<std::size_t>(max_answer_tokens);
  std::size_t first = 0;
  std::size_t last = 0;
  for (std::size_t i = 0; i < window.count; ++i) {
    for (std::size_t j = i; j < std::min(window.count, i + longest); ++j) {
      if (starts[i] + ends[j] <= starts[first] + ends[last]) continue;
      first = i;
      last = j;
    }
  }
  return {window.first + first, window.first + last,
          static_cast<double>(starts[first]) + static_cast<double>(ends[last])};
}

std::string answer_text(const std::string& context, const std::vector<TokenSpan>& tokens,
                        std::size_t first, std::size_t last) {
  std::string text = context.substr(tokens[first].begin, tokens[last].end - tokens[first].begin);
  text.erase(0, text.find_first_not_of(" \t\r\n"));
  return text;
}

}  // namespace graft
