#include "evaluative_words.h"

#include <algorithm>
#include <string>
#include <utility>

#include "choice.h"
#include "graft/error.h"

namespace graft {

namespace {

using Parts = std::vector<std::string>;

// A stem is an onset, a vowel and a coda: "gl", "o", "rm". Every word has a stem of its own.
const Parts& onsets() {
  static const Parts list = {"bl", "br", "d",   "dr", "fl",  "gl", "gr", "kl", "kr",
                             "pl", "pr", "skr", "sn", "spl", "tr", "v",  "y",  "z"};
  return list;
}

const Parts& vowels() {
  static const Parts list = {"a", "e", "i", "o", "u"};
  return list;
}

const Parts& codas() {
  static const Parts list = {"rf", "rk", "rl", "rm", "rp", "lk", "lm", "lp", "lv", "zb"};
  return list;
}

const Parts& endings(WordClass word_class) {
  static const Parts adjectives = {"ish", "ous", "en", "al", "id", "ine"};
  static const Parts verbs = {"ed"};
  static const Parts nouns = {"er", "el", "um", "ock", "it"};
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

// Characters that nothing else in this world uses. Every word has a first one of its own.
const Parts& first_characters() {
  static const Parts list = {
      "岚", "泠", "砚", "箬", "纭", "苒", "菱", "衍", "雩", "霁", "檀", "琮", "珂", "璃", "笙",
      "绮", "茗", "蔚", "蕴", "谧", "邈", "韫", "骊", "黛", "槿", "榆", "柘", "樟", "桉", "椿",
      "楠", "桦", "栎", "枫", "榕", "柏", "檬", "橘", "柚", "柑", "枸", "杞", "蕨", "藤", "苔",
      "蓟", "芜", "荻", "蓼", "茴", "茵", "苜", "蓿", "芹", "韭", "芥", "蒿", "艾", "菖", "蒲",
      "莲", "荷", "藕", "葵", "蔓", "藻", "珊", "瑚", "鹭", "鹤", "鸥", "鹃", "雀", "鹂", "鹞",
      "隼", "鲤", "鲟", "鲈", "鳟", "鲸", "鹿", "麋", "獐", "貂", "獾", "狸", "璞", "玑", "璎",
      "珞", "珀", "琥", "瑾", "瑜", "璋", "琉", "碧", "钰", "锦", "绫", "绢", "缎", "纱", "绒",
      "绸", "棉", "汀", "渚", "浦", "溪", "涧", "潭", "沼", "渊", "涛", "沫", "漪", "滨", "洲",
      "屿", "岬", "崖", "峰", "岭", "峡", "峦", "樱", "梧", "桐", "槐", "棠", "桂", "枣", "荔",
      "梓", "竹", "笋", "蕉", "椰", "榄", "莓", "萝", "葫", "瓢", "砂", "磐", "矾", "硫", "磷",
      "钙", "铜", "锡", "铂", "铬", "镁", "锌", "钴", "铱", "钨"};
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
    {WordClass::kAdjective, 32}, {WordClass::kVerb, 10}, {WordClass::kNoun, 10}};

// Every stem, in a random order.
Parts shuffled_stems(Rng& rng) {
  Parts stems;
  for (const std::string& onset : onsets()) {
    for (const std::string& vowel : vowels()) {
      for (const std::string& coda : codas()) stems.push_back(onset + vowel + coda);
    }
  }
  return shuffled(stems, rng);
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
  const Parts stems = shuffled_stems(rng);
  const Parts characters = shuffled(first_characters(), rng);
  for (const Count& count : kCounts) {
    for (int i = 0; i < 2 * count.each_polarity; ++i) {
      const std::size_t index = words.rare.size();
      const Polarity polarity = i % 2 == 0 ? Polarity::kPositive : Polarity::kNegative;
      Bilingual word;
      word.english = stems.at(index) + pick(endings(count.word_class), rng);
      word.chinese = characters.at(index) + pick(second_characters(), rng);
      words.rare.push_back({std::move(word), polarity, count.word_class});
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
