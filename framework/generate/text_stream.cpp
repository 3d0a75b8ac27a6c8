#include "framework/generate/text_stream.h"

#include <algorithm>
#include <utility>

namespace graft {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD: bytes that form no character
constexpr std::size_t kContext = 16;  // tokens before a new one that its text may depend on

/// Where the first stop text begins; npos when none is there.
std::size_t find_stop(const std::string& text, const std::vector<std::string>& stop_strings) {
  std::size_t first = std::string::npos;
  for (const std::string& stop : stop_strings) {
    if (!stop.empty()) first = std::min(first, text.find(stop));
  }
  return first;
}

/// Where the new text begins in `text`, which holds prompt and new text. A character that the
/// prompt leaves unfinished is new: it decodes to U+FFFD until the rest of it comes.
std::size_t end_of_prompt(std::string_view text, std::string_view prompt) {
  while (!text.starts_with(prompt) && prompt.ends_with(kReplacement)) {
    prompt.remove_suffix(kReplacement.size());
  }
  return text.starts_with(prompt) ? prompt.size() : 0;
}

/// Bytes at the end of `text` that may be the beginning of a stop text.
std::size_t possible_stop(std::string_view text, const std::vector<std::string>& stop_strings) {
  std::size_t longest = 0;
  for (const std::string& stop : stop_strings) {
    const std::size_t most = std::min(stop.empty() ? 0 : stop.size() - 1, text.size());
    for (std::size_t length = most; length > longest; --length) {
      if (text.ends_with(std::string_view(stop).substr(0, length))) longest = length;
    }
  }
  return longest;
}

}  // namespace

TextStream::TextStream(const Tokenizer& tokenizer, std::vector<std::int64_t> prompt,
                       std::vector<std::string> stop_strings)
    : tokenizer_(tokenizer),
      ids_(std::move(prompt)),
      num_known_(ids_.size()),
      known_(tokenizer.decode(ids_, true)),
      stop_strings_(std::move(stop_strings)) {}

std::string TextStream::unseen() const {
  const std::string text = tokenizer_.decode(ids_, true);
  const std::string added = before_ + text.substr(end_of_prompt(text, known_));
  return added.substr(std::min(num_emitted_, added.size()));
}

std::string TextStream::emit(const std::string& text, std::size_t end) {
  num_emitted_ += end;
  return text.substr(0, end);
}

void TextStream::forget(const std::string& text) {
  if (ids_.size() - num_known_ < kContext || text.ends_with(kReplacement)) return;
  const std::vector<std::int64_t> last(ids_.begin() + static_cast<std::ptrdiff_t>(num_known_),
                                       ids_.end());
  std::string known = tokenizer_.decode(last, true);
  // Without text, what follows would be the beginning of a text.
  if (known.empty()) return;
  before_ = text;
  num_emitted_ = 0;
  ids_ = last;
  num_known_ = ids_.size();
  known_ = std::move(known);
}

std::string TextStream::add(std::int64_t token) {
  if (has_stopped_) return "";
  ids_.push_back(token);
  const std::string text = unseen();
  const std::size_t stop = find_stop(text, stop_strings_);
  if (stop != std::string::npos) {
    has_stopped_ = true;
    return emit(text, stop);
  }
  std::string_view certain = text;
  while (certain.ends_with(kReplacement)) certain.remove_suffix(kReplacement.size());
  certain.remove_suffix(possible_stop(certain, stop_strings_));
  std::string part = emit(text, certain.size());
  forget(text.substr(part.size()));
  return part;
}

std::string TextStream::finish() {
  if (has_stopped_) return "";
  const std::string text = unseen();
  return emit(text, text.size());
}

GeneratedText generated_text(const Tokenizer& tokenizer, const std::vector<std::int64_t>& ids,
                             std::size_t prompt_length,
                             const std::vector<std::string>& stop_strings) {
  const auto prompt_end = ids.begin() + static_cast<std::ptrdiff_t>(prompt_length);
  const std::string prompt = tokenizer.decode({ids.begin(), prompt_end}, true);
  const std::string text = tokenizer.decode(ids, true);
  const std::size_t begin = end_of_prompt(text, prompt);
  const std::string added = text.substr(begin);
  return {text.substr(0, begin), added.substr(0, find_stop(added, stop_strings))};
}

}  // namespace graft
