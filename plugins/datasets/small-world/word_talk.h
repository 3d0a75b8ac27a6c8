#pragma once

#include "graft/random.h"
#include "phrase.h"
#include "world.h"

namespace graft {

/// A sentence about evaluative words themselves, from which their polarity can be told: "A glormish
/// inn is a good inn.", "Words for bad: brelken, zarfal, plulvish, krilmous."
Bilingual talk_about_words(const World& world, Rng& rng);

/// A word and what it says, as in a glossary: "glimfer: good."
Bilingual explain_word(const EvaluativeWord& word);

/// "The Chinese word for glimbish is 岚楹.", in the language that tells it.
std::string translate_word(const World& world, Language language, Rng& rng);

}  // namespace graft
