#include "word_queue.h"

#include "pretokenizer.h"

namespace graft {

bool WordQueue::fill(const WordCache& cache) {
  for (count_ = 0; count_ < parts_.size(); ++count_) {
    Part& part = parts_[count_];
    if (word_.empty()) {
      if (offset_ == text_.size()) break;
      word_ = next_pretoken(text_, offset_);
      offset_ += word_.size();
    }
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

WordKey WordQueue::key_of(std::string_view part) const {
  return {part, static_cast<std::size_t>(text_.data() + text_.size() - part.data())};
}

}  // namespace graft
