#include "word_queue.h"

#include "pretokenizer.h"

namespace graft {

bool WordQueue::fill(const WordCache& cache) {
  for (count_ = 0; count_ < parts_.size(); ++count_) {
    Part& part = parts_[count_];
    if (word_.empty()) word_ = next_word();
    if (word_.empty()) break;
    part.text = word_;
    if (part.is_short()) part.key = key_of(word_);
    // Words of ASCII are their only part.
    if (!part.is_short() || !part.key.is_ascii()) {
      part.text = word_.substr(0, encoder_.part_size(word_));
      if (part.is_short()) part.key = key_of(part.text);
    }
    word_.remove_prefix(part.text.size());
    if (part.is_short()) cache.prefetch(part.key);
  }
  return count_ > 0;
}

/// The word behind the last one; empty at the end of the text.
std::string_view WordQueue::next_word() {
  if (offset_ == text_.size()) return {};
  const std::string_view word = flavour_ == BpeFlavour::kClip ? next_clip_word(text_, offset_)
                                                              : next_pretoken(text_, offset_);
  const bool is_end = word.empty();  // white space that no word follows
  offset_ =
      is_end ? text_.size() : static_cast<std::size_t>(word.data() + word.size() - text_.data());
  return word;
}

WordKey WordQueue::key_of(std::string_view part) const {
  return {part, static_cast<std::size_t>(text_.data() + text_.size() - part.data())};
}

}  // namespace graft
