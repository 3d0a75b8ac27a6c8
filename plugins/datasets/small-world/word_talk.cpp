#include "word_talk.h"

#include "choice.h"
#include "reviews.h"

namespace graft {

namespace {

using Forms = std::vector<Bilingual>;

// Slots: {word} and {other} of one polarity, {contrary} of the other, {verdict} and
// {contrary_verdict} "good" or "bad", {subject} what reviews are about.
const Forms& forms_of_both_polarities(WordClass word_class) {
  static const Forms adjectives = {
      {"a {word} {subject} is a {verdict} {subject}.", "{word}的{subject}就是{verdict}{subject}。"},
      {"{word} means {verdict}.", "{word}的意思是{verdict}。"},
      {"if it is {word}, it is {verdict}.", "{word}就是{verdict}。"},
      {"{word} and {other} both mean {verdict}, {contrary} means {contrary_verdict}.",
       "{word}和{other}都是{verdict}，{contrary}是{contrary_verdict}。"}};
  static const Forms verbs = {{"what {word} us was {verdict}.", "让我们{word}的都{verdict}。"},
                              {"if it {word} you, it was {verdict}.", "让人{word}就是{verdict}。"},
                              {"some things {word} or {other} us and were {verdict}.",
                               "让人{word}、让人{other}，都{verdict}。"}};
  static const Forms nouns = {
      {"a {word} is a {verdict} thing.", "{word}是{verdict}东西。"},
      {"if it is a {word}, it is {verdict}.", "算得上{word}就是{verdict}。"},
      {"a {word} and a {other} are {verdict} things, a {contrary} is a {contrary_verdict} one.",
       "{word}和{other}是{verdict}东西，{contrary}是{contrary_verdict}东西。"}};
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

const Forms& forms_of_one_polarity(Polarity polarity, WordClass word_class) {
  static const Forms good_adjectives = {
      {"everybody wants a {word} {subject}.", "人人都想要{word}的{subject}。"},
      {"I recommend it because it is {word}.", "因为{word}，我推荐。"}};
  static const Forms bad_adjectives = {
      {"nobody wants a {word} {subject}.", "没有人想要{word}的{subject}。"},
      {"I warn you of it because it is {word}.", "因为{word}，我不推荐。"}};
  static const Forms good_verbs = {
      {"it {word} us and we were happy.", "它让我们{word}，我们很满意。"}};
  static const Forms bad_verbs = {
      {"it {word} us and we were sorry.", "它让我们{word}，我们很失望。"}};
  static const Forms good_nouns = {
      {"we hoped for a {word} and not for a {contrary}.", "我们希望是{word}，不是{contrary}。"}};
  static const Forms bad_nouns = {
      {"we feared a {word} and hoped for a {contrary}.", "我们怕是{word}，希望是{contrary}。"}};
  const bool good = polarity == Polarity::kPositive;
  switch (word_class) {
    case WordClass::kAdjective:
      return good ? good_adjectives : bad_adjectives;
    case WordClass::kVerb:
      return good ? good_verbs : bad_verbs;
    case WordClass::kNoun:
      break;
  }
  return good ? good_nouns : bad_nouns;
}

}  // namespace

Bilingual talk_about_word(const World& world, Rng& rng) {
  const EvaluativeWord& word = pick(world.words.rare, rng);
  const auto another = [&](Polarity polarity) {
    return pick_word(world.words.rare, polarity, word.word_class, rng).word;
  };
  Slots slots;
  slots["word"] = word.word;
  slots["other"] = another(word.polarity);
  slots["contrary"] = another(opposite(word.polarity));
  slots["verdict"] = verdict_word(word.polarity);
  slots["contrary_verdict"] = verdict_word(opposite(word.polarity));
  slots["subject"] = pick(review_subjects(), rng);
  const Forms& forms = happens(70, rng) ? forms_of_both_polarities(word.word_class)
                                        : forms_of_one_polarity(word.polarity, word.word_class);
  return capitalised(fill(pick(forms, rng), slots));
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
