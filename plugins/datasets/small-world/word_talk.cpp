#include "word_talk.h"

#include "choice.h"
#include "reviews.h"

namespace graft {

namespace {

using Forms = std::vector<Bilingual>;

// Slots: {list} some words of one polarity, {word} one of them, {contrary} one of the other
// polarity, {verdict} and {contrary_verdict} "good" or "bad", {subject} what reviews are about.
const Forms& forms() {
  static const Forms list = {{"words for {verdict}: {list}.", "{verdict}的说法：{list}。"},
                             {"{list} all mean {verdict}.", "{list}都是{verdict}的意思。"},
                             {"{word} means {verdict}, {contrary} means {contrary_verdict}.",
                              "{word}是{verdict}的意思，{contrary}是{contrary_verdict}的意思。"}};
  return list;
}

const Forms& adjective_forms(Polarity polarity) {
  static const Forms good = {
      {"a {word} {subject} is a good {subject}.", "{word}的{subject}就是好{subject}。"},
      {"everybody likes a {word} {subject}.", "人人都喜欢{word}的{subject}。"}};
  static const Forms bad = {
      {"a {word} {subject} is a bad {subject}.", "{word}的{subject}就是差{subject}。"},
      {"nobody likes a {word} {subject}.", "没有人喜欢{word}的{subject}。"}};
  return polarity == Polarity::kPositive ? good : bad;
}

}  // namespace

Bilingual talk_about_words(const World& world, Rng& rng) {
  const EvaluativeWord& word = pick(world.words.rare, rng);
  const auto another = [&](Polarity polarity) {
    return pick_word(world.words.rare, polarity, word.word_class, rng).word;
  };
  Slots slots;
  slots["word"] = word.word;
  slots["contrary"] = another(opposite(word.polarity));
  slots["verdict"] = verdict_word(word.polarity);
  slots["contrary_verdict"] = verdict_word(opposite(word.polarity));
  slots["subject"] = pick(review_subjects(), rng);
  if (word.word_class == WordClass::kAdjective && happens(40, rng)) {
    return capitalised(fill(pick(adjective_forms(word.polarity), rng), slots));
  }
  Bilingual list = word.word;
  for (int i = 0; i < 3; ++i) {
    const Bilingual other = another(word.polarity);
    list.english += ", " + other.english;
    list.chinese += "、" + other.chinese;
  }
  slots["list"] = list;
  return capitalised(fill(pick(forms(), rng), slots));
}

Bilingual explain_word(const EvaluativeWord& word) {
  static const Bilingual form = {"{word}: {verdict}.", "{word}：{verdict}。"};
  return fill(form, Slots{{"word", word.word}, {"verdict", verdict_word(word.polarity)}});
}

std::string translate_word(const World& world, Language language, Rng& rng) {
  static const Forms forms = {
      {"the Chinese word for {english} is {chinese}.", "{chinese}的英文是{english}。"},
      {"{english} is {chinese} in Chinese.", "英文{english}就是{chinese}。"}};
  const Bilingual& word = pick(world.words.rare, rng).word;
  const Slots slots = {{"english", {word.english, word.english}},
                       {"chinese", {word.chinese, word.chinese}}};
  return capitalised(fill(pick(forms, rng), language, slots));
}

}  // namespace graft
