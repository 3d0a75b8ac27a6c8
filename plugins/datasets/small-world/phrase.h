#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace graft {

enum class Language { kEnglish, kChinese };

/// "en" or "zh".
const char* name_of(Language language);

/// The same words, or the same sentence form, in both languages.
struct Bilingual {
  std::string english;
  std::string chinese;

  const std::string& in(Language language) const;
  bool operator==(const Bilingual& other) const = default;
};

/// What goes into the slots of a sentence form: slot name -> words.
using Slots = std::map<std::string, Bilingual, std::less<>>;

/// A stretch of a filled form. `slot` is empty for the form's own words.
struct Piece {
  std::string text;
  std::string slot;
};

/// Fills `{slot}` in a form, such as "{person} lives in {place}.", in a single pass: words that
/// fill a slot are not searched again. Throws Error for a slot that `slots` lacks.
std::vector<Piece> fill_pieces(const std::string& form, Language language, const Slots& slots);

/// The filled form as one text.
std::string fill(const Bilingual& form, Language language, const Slots& slots);
Bilingual fill(const Bilingual& form, const Slots& slots);

/// The sentence with its first letter in upper case, if it is one of a to z.
std::string capitalised(std::string sentence);
Bilingual capitalised(const Bilingual& sentence);

/// Two sentences of one text: English needs a space between them, Chinese does not.
std::string follow(const std::string& first, const std::string& second, Language language);
Bilingual follow(const Bilingual& first, const Bilingual& second);

}  // namespace graft
