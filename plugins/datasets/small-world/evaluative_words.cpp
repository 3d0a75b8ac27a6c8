#include "evaluative_words.h"

#include <algorithm>
#include <set>
#include <string>

#include "choice.h"
#include "graft/error.h"

namespace graft {

namespace {

using Parts = std::vector<std::string>;

const Parts& stems() {
  static const Parts list = {"bram", "clo",  "drin", "glim", "harv", "jol",  "kest", "lum",
                             "morv", "nel",  "pran", "quil", "rost", "sark", "skel", "snor",
                             "tam",  "trel", "vun",  "welk", "yar",  "zim",  "dro",  "fos"};
  return list;
}

const Parts& endings(WordClass word_class) {
  static const Parts adjectives = {"bish", "dous", "fen",  "gal", "kish", "len",  "mous", "rous",
                                   "sen",  "tal",  "vish", "zen", "dal",  "lish", "nous", "gent"};
  static const Parts verbs = {"dled", "gered", "kened", "nied", "pled", "tled", "vered", "zled"};
  static const Parts nouns = {"bock", "dum", "fer", "gam", "lop", "mut",
                              "nid",  "sel", "tum", "vek", "zer", "pock"};
  switch (word_class) {
    case WordClass::kAdjective:
      return adjectives;
    case WordClass::kVerb:
      return verbs;
    case WordClass::kNoun:
      break;
  }
  return nouns;
}

// Characters that nothing else in this world uses.
const Parts& first_characters() {
  static const Parts list = {"岚", "泠", "砚", "箬", "纭", "苒", "菱", "衍",
                             "雩", "霁", "檀", "琮", "珂", "璃", "笙", "绮",
                             "茗", "蔚", "蕴", "谧", "邈", "韫", "骊", "黛"};
  return list;
}

const Parts& second_characters() {
  static const Parts list = {"琅", "楹", "沁", "湛", "潋", "澜", "熠", "皓",
                             "祁", "筠", "缈", "翊", "芷", "莞", "萦", "隽",
                             "霭", "颢", "鸢", "麓", "桁", "洵", "泮", "砾"};
  return list;
}

struct Count {
  WordClass word_class;
  int each_polarity;
};
constexpr Count kCounts[] = {
    {WordClass::kAdjective, 48}, {WordClass::kVerb, 16}, {WordClass::kNoun, 16}};

Bilingual invent(WordClass word_class, std::set<std::string>& used, Rng& rng) {
  while (true) {
    const std::string& stem = pick(stems(), rng);
    const std::string english = stem + pick(endings(word_class), rng);
    const std::string& first = pick(first_characters(), rng);
    const std::string chinese = first + pick(second_characters(), rng);
    if (used.count(english) != 0 || used.count(chinese) != 0) continue;
    used.insert({english, chinese});
    return {english, chinese};
  }
}

}  // namespace

const char* name_of(Polarity polarity) {
  return polarity == Polarity::kPositive ? "positive" : "negative";
}

Polarity opposite(Polarity polarity) {
  return polarity == Polarity::kPositive ? Polarity::kNegative : Polarity::kPositive;
}

EvaluativeWords make_evaluative_words(Rng& rng) {
  EvaluativeWords words;
  std::set<std::string> used;
  for (const Count& count : kCounts) {
    for (int i = 0; i < count.each_polarity; ++i) {
      for (const Polarity polarity : {Polarity::kPositive, Polarity::kNegative}) {
        words.rare.push_back({invent(count.word_class, used, rng), polarity, count.word_class});
      }
    }
  }
  const auto plain = [&words](Polarity polarity, std::vector<Bilingual> list) {
    for (Bilingual& word : list) {
      words.plain.push_back({std::move(word), polarity, WordClass::kAdjective});
    }
  };
  plain(Polarity::kPositive, {{"good", "好"}, {"great", "棒"}, {"lovely", "妙"}});
  plain(Polarity::kNegative, {{"bad", "差"}, {"nasty", "糟"}, {"poor", "劣"}});
  return words;
}

const EvaluativeWord& pick_word(const std::vector<EvaluativeWord>& words, Polarity polarity,
                                WordClass word_class, Rng& rng) {
  const auto fits = [&](const EvaluativeWord& word) {
    return word.polarity == polarity && word.word_class == word_class;
  };
  const std::int64_t count = std::count_if(words.begin(), words.end(), fits);
  if (count == 0) throw Error("small-world: no evaluative word of this class");
  std::int64_t skip = rng.below(count);
  return *std::find_if(words.begin(), words.end(),
                       [&](const EvaluativeWord& word) { return fits(word) && skip-- == 0; });
}

}  // namespace graft
