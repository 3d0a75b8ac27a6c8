#include "framework/evaluate/baselines/text_terms.h"

#include <utility>

#include "framework/evaluate/metrics/text_characters.h"
#include "framework/report/utf8.h"
#include "graft/utf8.h"

namespace graft {

std::vector<PlacedTerm> placed_terms(std::string_view text) {
  std::vector<PlacedTerm> terms;
  std::size_t begin = 0;  // of the word at hand, which ends where the next character begins
  const auto end_word = [&](std::size_t end) {
    if (end > begin) terms.push_back({lower_case(text.substr(begin, end - begin)), begin, end});
  };
  for (std::size_t offset = 0; offset < text.size();) {
    const std::size_t place = offset;
    const bool is_part = is_word_character(next_character(text, offset));
    const bool is_alone = is_part && begins_unspaced(text.substr(place, offset - place));
    if (is_part && !is_alone) continue;
    end_word(place);
    if (is_alone) terms.push_back({std::string(text.substr(place, offset - place)), place, offset});
    begin = offset;
  }
  end_word(text.size());
  return terms;
}

std::vector<std::string> text_terms(std::string_view text) {
  std::vector<std::string> terms;
  for (PlacedTerm& placed : placed_terms(text)) terms.push_back(std::move(placed.term));
  return terms;
}

std::int64_t TermNumbers::add(const std::string& term) {
  return numbers_.try_emplace(term, size()).first->second;
}

std::int64_t TermNumbers::find(const std::string& term) const {
  const auto found = numbers_.find(term);
  return found == numbers_.end() ? kUnknown : found->second;
}

}  // namespace graft
