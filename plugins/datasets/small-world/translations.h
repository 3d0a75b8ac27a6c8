#pragma once

#include "facts.h"
#include "graft/random.h"
#include "phrase.h"
#include "world.h"

namespace graft {

/// A sentence in both languages: a fact about a subject of this share, or a review of this share.
Bilingual make_translation(const World& world, const std::vector<Fact>& facts, Share share,
                           Rng& rng);

}  // namespace graft
