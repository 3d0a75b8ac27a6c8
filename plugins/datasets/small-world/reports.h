#pragma once

#include "graft/random.h"
#include "phrase.h"
#include "world.h"

namespace graft {

/// A long report about a person, and its summary in one sentence.
struct Report {
  Bilingual text;
  Bilingual summary;
};

/// A report about a person of this share: profession, birthplace, home and hobby in any order, with
/// sentences between them that a summary leaves out.
Report make_report(const World& world, Share share, Rng& rng);

}  // namespace graft
