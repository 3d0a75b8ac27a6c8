#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "facts.h"
#include "graft/random.h"
#include "world.h"

namespace graft {

/// Which languages a text is in.
enum class Languages { kBoth, kEnglish, kChinese };

/// Either language, as far as both are wanted.
Language draw_language(Languages languages, Rng& rng);

/// A document of the unlabelled corpus. What it may tell solved (verdicts, answers, steps,
/// summaries, translations) is of the corpus' own share; facts and evaluative words are told about
/// the whole world. `share`: the split of the corpus that the document belongs to, as its
/// `index`-th one: every twelfth tells facts, so that in a split of a default corpus' size none is
/// left out. `rng` draws the rest and serves this document alone.
std::string make_document(const World& world, const std::vector<Fact>& facts, Languages languages,
                          Share share, std::int64_t index, Rng& rng);

}  // namespace graft
