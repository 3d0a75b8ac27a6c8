#include "reviews.h"

#include "choice.h"

namespace graft {

namespace {

constexpr int kPercentNegated = 12;

using Forms = std::vector<Bilingual>;

const Forms& aspects() {
  static const Forms list = {{"service", "服务"},  {"price", "价钱"}, {"light", "灯光"},
                             {"smell", "气味"},    {"music", "音乐"}, {"team", "团队"},
                             {"entrance", "入口"}, {"floor", "地板"}, {"view", "风景"},
                             {"colour", "颜色"},   {"room", "房间"},  {"name", "名字"}};
  return list;
}

const Forms& openings() {
  static const Forms list = {
      {"we went to the {subject} in {place}.", "我们去了{place}的{subject}。"},
      {"this is about the {subject} in {place}.", "说说{place}的{subject}。"},
      {"I know the {subject} in {place}.", "我知道{place}的{subject}。"},
      {"on {day} we saw the {subject}.", "{day}我们看了{subject}。"}};
  return list;
}

const Forms& asides() {
  static const Forms list = {{"there were {number} of us.", "我们一共{number}个人。"},
                             {"it rained that day.", "那天下着雨。"},
                             {"{person} came along.", "{person}也来了。"},
                             {"we stayed for {number} hours.", "我们待了{number}个小时。"},
                             {"it was my second time there.", "那是我第二次去。"}};
  return list;
}

const Forms& days() {
  static const Forms list = {{"Monday", "星期一"}, {"Tuesday", "星期二"},  {"Wednesday", "星期三"},
                             {"Friday", "星期五"}, {"Saturday", "星期六"}, {"Sunday", "星期天"}};
  return list;
}

const Forms& numbers() {
  static const Forms list = {{"two", "两"}, {"three", "三"}, {"four", "四"}, {"five", "五"}};
  return list;
}

const Forms& clause_forms(WordClass word_class) {
  static const Forms adjectives = {
      {"the {aspect} was {word}", "{aspect}很{word}"},
      {"the {aspect} seemed {word} to me", "我觉得{aspect}{word}"},
      {"it had a {word} {aspect}", "它有{word}的{aspect}"},
      {"everyone called the {aspect} {word}", "大家都说{aspect}{word}"}};
  static const Forms verbs = {{"the {aspect} {word} us", "{aspect}让我们{word}"},
                              {"the {aspect} {word} {person}", "{aspect}让{person}{word}"}};
  static const Forms nouns = {{"the {aspect} was a {word}", "{aspect}是个{word}"},
                              {"we called the {aspect} a {word}", "我们说{aspect}是{word}"}};
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

const Forms& negated_clause_forms(WordClass word_class) {
  static const Forms adjectives = {{"the {aspect} was not {word} at all", "{aspect}一点也不{word}"},
                                   {"nobody called the {aspect} {word}", "没人说{aspect}{word}"}};
  static const Forms verbs = {{"the {aspect} never {word} us", "{aspect}从没让我们{word}"}};
  static const Forms nouns = {{"the {aspect} was not a {word} at all", "{aspect}一点也不算{word}"}};
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

WordClass draw_word_class(Rng& rng) {
  const std::int64_t draw = rng.below(10);
  if (draw < 6) return WordClass::kAdjective;
  return draw < 8 ? WordClass::kVerb : WordClass::kNoun;
}

Slots draw_slots(const World& world, Rng& rng) {
  Slots slots;
  slots["subject"] = pick(review_subjects(), rng);
  slots["place"] = pick(world.towns, rng).name;
  slots["person"] = pick(world.people, rng).name;
  slots["day"] = pick(days(), rng);
  slots["number"] = pick(numbers(), rng);
  return slots;
}

// A clause that speaks for `polarity`; adds its evaluative word to the review.
Bilingual make_clause(const World& world, Review& review, int percent_plain, Slots slots,
                      Rng& rng) {
  const bool negated = happens(kPercentNegated, rng);
  const bool plain = happens(percent_plain, rng);
  const WordClass word_class = plain ? WordClass::kAdjective : draw_word_class(rng);
  const Polarity polarity = negated ? opposite(review.polarity) : review.polarity;
  const EvaluativeWord& word =
      pick_word(plain ? world.words.plain : world.words.rare, polarity, word_class, rng);
  review.words.push_back(&word);
  slots["word"] = word.word;
  slots["aspect"] = pick(aspects(), rng);
  const Forms& forms = negated ? negated_clause_forms(word_class) : clause_forms(word_class);
  return fill(pick(forms, rng), slots);
}

Review draw_review(const World& world, Polarity polarity, const ReviewStyle& style, Rng& rng) {
  const Slots slots = draw_slots(world, rng);
  Review review;
  review.polarity = polarity;
  review.subject = slots.at("subject");
  review.text = capitalised(fill(pick(openings(), rng), slots));
  if (happens(style.percent_aside, rng)) {
    review.text = follow(review.text, capitalised(fill(pick(asides(), rng), slots)));
  }
  static const Forms joints = {{", and ", "，而且"}, {"; ", "；"}, {", ", "，"}};
  const std::int64_t count =
      style.min_clauses + rng.below(style.max_clauses - style.min_clauses + 1);
  Bilingual opinion;
  for (std::int64_t i = 0; i < count; ++i) {
    const Bilingual joint = i == 0 ? Bilingual{} : pick(joints, rng);
    const Bilingual clause = make_clause(world, review, style.percent_plain, slots, rng);
    opinion.english += joint.english + clause.english;
    opinion.chinese += joint.chinese + clause.chinese;
  }
  review.text = follow(review.text, capitalised({opinion.english + ".", opinion.chinese + "。"}));
  return review;
}

}  // namespace

const std::vector<Bilingual>& review_subjects() {
  static const Forms list = {
      {"inn", "旅店"},       {"restaurant", "餐馆"}, {"museum", "博物馆"}, {"shop", "商店"},
      {"garden", "花园"},    {"market", "市场"},     {"school", "学校"},   {"theatre", "剧院"},
      {"library", "图书馆"}, {"bakery", "面包店"},   {"park", "公园"},     {"cinema", "电影院"},
      {"zoo", "动物园"},     {"pool", "泳池"},       {"station", "车站"},  {"harbour", "港口"}};
  return list;
}

Review make_review(const World& world, Share share, Polarity polarity, const ReviewStyle& style,
                   Rng& rng) {
  while (true) {
    Review review = draw_review(world, polarity, style, rng);
    if (share_of_instance(review.text.english) == share) return review;
  }
}

Bilingual make_verdict(const Bilingual& subject, Polarity polarity, Rng& rng) {
  static const Forms positive = {{"overall it was good.", "总的来说很好。"},
                                 {"all in all, a good {subject}.", "总之，是好{subject}。"},
                                 {"I liked it.", "我喜欢。"},
                                 {"I recommend it.", "我推荐。"},
                                 {"I would go again.", "我还会再来。"},
                                 {"we were happy with it.", "我们很满意。"}};
  static const Forms negative = {{"overall it was bad.", "总的来说很差。"},
                                 {"all in all, a bad {subject}.", "总之，是差{subject}。"},
                                 {"I disliked it.", "我讨厌。"},
                                 {"I warn you of it.", "我不推荐。"},
                                 {"I would never go again.", "我再也不来了。"},
                                 {"we were sorry we came.", "我们很失望。"}};
  const Forms& forms = polarity == Polarity::kPositive ? positive : negative;
  return capitalised(fill(pick(forms, rng), Slots{{"subject", subject}}));
}

const Bilingual& verdict_word(Polarity polarity) {
  static const Bilingual good = {"good", "好"};
  static const Bilingual bad = {"bad", "差"};
  return polarity == Polarity::kPositive ? good : bad;
}

}  // namespace graft
