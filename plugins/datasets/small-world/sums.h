#pragma once

#include "graft/random.h"
#include "phrase.h"
#include "world.h"

namespace graft {

/// A small sum told as a story, with its steps worked out: "8 + 5 = 13; 13 - 4 = 9".
struct Sum {
  Bilingual question;
  std::string steps;
  std::string answer;
};

/// A sum of this share: no two shares have the same numbers in the same story. Every number is
/// between 0 and 40.
Sum make_sum(const World& world, Share share, Rng& rng);

}  // namespace graft
