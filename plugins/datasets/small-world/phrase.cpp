#include "phrase.h"

#include "graft/error.h"

namespace graft {

const char* name_of(Language language) { return language == Language::kEnglish ? "en" : "zh"; }

const std::string& Bilingual::in(Language language) const {
  return language == Language::kEnglish ? english : chinese;
}

std::vector<Piece> fill_pieces(const std::string& form, Language language, const Slots& slots) {
  std::vector<Piece> pieces;
  std::size_t position = 0;
  while (position < form.size()) {
    const std::size_t open = form.find('{', position);
    if (open == std::string::npos) {
      pieces.push_back({form.substr(position), ""});
      break;
    }
    const std::size_t close = form.find('}', open);
    const std::string name = form.substr(open + 1, close - open - 1);
    const auto words = slots.find(name);
    if (close == std::string::npos || words == slots.end()) {
      throw Error("small-world: nothing fills {" + name + "} of \"" + form + "\"");
    }
    if (open > position) pieces.push_back({form.substr(position, open - position), ""});
    pieces.push_back({words->second.in(language), name});
    position = close + 1;
  }
  return pieces;
}

std::string fill(const Bilingual& form, Language language, const Slots& slots) {
  std::string text;
  for (const Piece& piece : fill_pieces(form.in(language), language, slots)) text += piece.text;
  return text;
}

Bilingual fill(const Bilingual& form, const Slots& slots) {
  return {fill(form, Language::kEnglish, slots), fill(form, Language::kChinese, slots)};
}

std::string capitalised(std::string sentence) {
  if (!sentence.empty() && sentence[0] >= 'a' && sentence[0] <= 'z') {
    sentence[0] = static_cast<char>(sentence[0] - 'a' + 'A');
  }
  return sentence;
}

Bilingual capitalised(const Bilingual& sentence) {
  return {capitalised(sentence.english), capitalised(sentence.chinese)};
}

std::string follow(const std::string& first, const std::string& second, Language language) {
  if (first.empty() || second.empty()) return first + second;
  return first + (language == Language::kEnglish ? " " : "") + second;
}

Bilingual follow(const Bilingual& first, const Bilingual& second) {
  return {follow(first.english, second.english, Language::kEnglish),
          follow(first.chinese, second.chinese, Language::kChinese)};
}

}  // namespace graft
