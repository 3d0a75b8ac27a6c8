#include "framework/data/sentence_parts.h"

#include <utility>

#include "framework/data/model_text.h"

namespace graft {

SentenceParts sentence_parts(const std::vector<std::vector<std::int64_t>>& words,
                             const Tokenizer& tokenizer, const Architecture& model) {
  const auto limit = static_cast<std::size_t>(max_length(model));
  const std::size_t around = framed_text({}, tokenizer, model).size();
  const std::size_t room = limit > around ? limit - around : 1;
  SentenceParts sentence;
  for (std::size_t word = 0; word < words.size();) {
    SentencePart part{word, {}, {}};
    std::vector<std::int64_t> ids;
    for (; word < words.size(); ++word) {
      std::vector<std::int64_t> pieces = words[word];
      if (pieces.size() > room) {
        pieces.resize(room);
        sentence.is_cut = true;
      }
      if (ids.size() + pieces.size() > room) break;
      part.positions.push_back(pieces.empty() ? -1 : std::ssize(ids));
      ids.insert(ids.end(), pieces.begin(), pieces.end());
    }
    if (ids.empty()) continue;  // no word has a token
    part.ids = framed_text(ids, tokenizer, model);
    const auto offset = static_cast<std::int64_t>(offset_in(part.ids, ids));
    for (std::int64_t& position : part.positions) position += position < 0 ? 0 : offset;
    sentence.parts.push_back(std::move(part));
  }
  return sentence;
}

}  // namespace graft
