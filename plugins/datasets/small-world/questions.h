#pragma once

#include "facts.h"
#include "graft/random.h"
#include "phrase.h"

namespace graft {

/// A question about a fact. `context` tells the fact among others; the corpus tells it too.
struct Question {
  Bilingual question;
  Bilingual context;
  Bilingual answer;
};

/// A question about a subject of this share.
Question make_question(const World& world, const std::vector<Fact>& facts, Share share, Rng& rng);

}  // namespace graft
