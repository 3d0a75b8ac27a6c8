#pragma once

#include <vector>

#include "graft/random.h"
#include "phrase.h"

namespace graft {

/// `count` different names of people. Every second one is a western name made of syllables, which
/// Chinese spells by sound ("Mila Toves", 米拉·托维斯); the others are Chinese names, which English
/// spells in pinyin ("Wang Meihua", 王梅华).
std::vector<Bilingual> make_person_names(int count, Rng& rng);

/// `count` different names of towns ("Lomiton", 洛米顿).
std::vector<Bilingual> make_town_names(int count, Rng& rng);

/// `count` different names of countries ("Balonia", 巴洛尼亚).
std::vector<Bilingual> make_country_names(int count, Rng& rng);

}  // namespace graft
