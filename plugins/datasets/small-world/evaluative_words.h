#pragma once

#include <vector>

#include "graft/random.h"
#include "phrase.h"

namespace graft {

enum class Polarity { kPositive, kNegative };

/// "positive" or "negative".
const char* name_of(Polarity polarity);
Polarity opposite(Polarity polarity);

enum class WordClass { kAdjective, kVerb, kNoun };

/// A word that says whether something was good. Both languages have one for the same meaning.
struct EvaluativeWord {
  Bilingual word;
  Polarity polarity = Polarity::kPositive;
  WordClass word_class = WordClass::kAdjective;
};

/// The words that judge. `rare` ones are invented ("glormish", "it brelked us", "a snirpum"; 岚楹):
/// stem, ending and characters are drawn without a look at the polarity, so that nothing but the
/// company they keep in the corpus tells which is which. `plain` ones ("good", "nasty") are few.
struct EvaluativeWords {
  std::vector<EvaluativeWord> rare;
  std::vector<EvaluativeWord> plain;
};

/// 32 adjectives, 10 verbs and 10 nouns of each polarity, plus 3 plain adjectives of each.
EvaluativeWords make_evaluative_words(Rng& rng);

/// A word of this polarity and class. Throws Error when there is none.
const EvaluativeWord& pick_word(const std::vector<EvaluativeWord>& words, Polarity polarity,
                                WordClass word_class, Rng& rng);

}  // namespace graft
