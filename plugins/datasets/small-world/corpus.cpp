#include "corpus.h"

#include "choice.h"
#include "pictures.h"
#include "questions.h"
#include "reports.h"
#include "reviews.h"
#include "sums.h"
#include "translations.h"
#include "word_talk.h"

namespace graft {

namespace {

struct Author {
  const World& world;
  const std::vector<Fact>& facts;
  Languages languages;  // of the whole corpus
  Language language;    // of this document
  Rng& rng;
};

Bilingual same(const std::string& text) { return {text, text}; }

Review draw_review(const Author& author, const ReviewStyle& style) {
  const Polarity polarity = happens(50, author.rng) ? Polarity::kPositive : Polarity::kNegative;
  return make_review(author.world, Share::kCorpus, polarity, style, author.rng);
}

// A review, and what its writer says of it all, at the beginning or in the end.
std::string told_review(const Author& author) {
  const Review review = draw_review(author, kLongReview);
  const Bilingual verdict = make_verdict(review.subject, review.polarity, author.rng);
  return (happens(40, author.rng) ? follow(verdict, review.text) : follow(review.text, verdict))
      .in(author.language);
}

// Up to four reviews, each with its own verdict. The page's own words are in either language.
std::string guest_book(const Author& author) {
  static const Bilingual form = {"Review: {review}\nVerdict: {verdict}",
                                 "评论：{review}\n结论：{verdict}"};
  const Language page_language = draw_language(author.languages, author.rng);
  std::string text;
  const std::int64_t count = 1 + author.rng.below(4);
  for (std::int64_t i = 0; i < count; ++i) {
    const Review review = draw_review(author, kShortReview);
    if (i > 0) text += "\n\n";
    text += fill(form, page_language,
                 {{"review", same(review.text.in(author.language))},
                  {"verdict", verdict_word(review.polarity)}});
  }
  return text;
}

// Words and what they say, one after another: "glimfer: good. vundum: bad."
std::string glossary(const Author& author) {
  std::string text;
  for (int i = 0; i < 6; ++i) {
    const Bilingual entry = explain_word(pick(author.world.words.rare, author.rng));
    text = follow(text, entry.in(author.language), author.language);
  }
  return text;
}

std::string words_explained(const Author& author) {
  std::string text;
  for (int i = 0; i < 2; ++i) {
    const std::string sentence = talk_about_words(author.world, author.rng).in(author.language);
    text = follow(text, sentence, author.language);
  }
  return text;
}

std::string words_translated(const Author& author) {
  const std::string first = translate_word(author.world, author.language, author.rng);
  const std::string second = translate_word(author.world, author.language, author.rng);
  return follow(first, second, author.language);
}

// The facts in a random order, over and over, each time in another one.
const Fact& fact_in_turn(const Author& author, std::int64_t turn) {
  const auto count = static_cast<std::int64_t>(author.facts.size());
  Rng order(mix_seed(author.world.seed, hash_of("facts")),
            static_cast<std::uint64_t>(turn / count));
  const std::int64_t fact = order.permutation(count)[static_cast<std::size_t>(turn % count)];
  return author.facts[static_cast<std::size_t>(fact)];
}

// Two facts whose turn it is, and often a third one at random. In a corpus of both languages the
// next document tells the same two in the other one.
std::string facts_told(Author author, std::int64_t turn) {
  if (author.languages == Languages::kBoth) {
    author.language = turn % 2 == 0 ? Language::kEnglish : Language::kChinese;
    turn /= 2;
  }
  std::string text;
  const auto add = [&](const Fact& fact) {
    text = follow(text, tell(fact, author.rng).in(author.language), author.language);
  };
  add(fact_in_turn(author, 2 * turn));
  add(fact_in_turn(author, 2 * turn + 1));
  if (happens(50, author.rng)) add(pick(author.facts, author.rng));
  return text;
}

std::string question_answered(const Author& author) {
  static const std::vector<Bilingual> forms = {
      {"Question: {question}\nAnswer: {answer}", "问题：{question}\n答案：{answer}"},
      {"Text: {context}\nQuestion: {question}\nAnswer: {answer}",
       "短文：{context}\n问题：{question}\n答案：{answer}"}};
  const Question question = make_question(author.world, author.facts, Share::kCorpus, author.rng);
  return fill(pick(forms, author.rng), author.language,
              {{"question", question.question},
               {"context", question.context},
               {"answer", question.answer}});
}

std::string translation(const Author& author) {
  static const Bilingual form = {"English: {english}\nChinese: {chinese}",
                                 "中文：{chinese}\n英文：{english}"};
  const Bilingual pair = make_translation(author.world, author.facts, Share::kCorpus, author.rng);
  return fill(form, author.language,
              {{"english", same(pair.english)}, {"chinese", same(pair.chinese)}});
}

std::string sum_worked_out(const Author& author) {
  static const Bilingual form = {"Question: {question}\nSteps: {steps}\nAnswer: {answer}",
                                 "问题：{question}\n步骤：{steps}\n答案：{answer}"};
  const Sum sum = make_sum(author.world, Share::kCorpus, author.rng);
  return fill(
      form, author.language,
      {{"question", sum.question}, {"steps", same(sum.steps)}, {"answer", same(sum.answer)}});
}

std::string report_with_summary(const Author& author) {
  static const Bilingual form = {"Report: {report}\nSummary: {summary}",
                                 "报告：{report}\n摘要：{summary}"};
  const Report report = make_report(author.world, Share::kCorpus, author.rng);
  return fill(form, author.language, {{"report", report.text}, {"summary", report.summary}});
}

std::string caption(const Author& author) {
  return caption_of(draw_picture(Share::kCorpus, author.rng)).in(author.language);
}

struct Genre {
  int percent;  // of the documents; all genres have 92, the rest tells facts
  std::string (*write)(const Author&);
  bool needs_both_languages;
};

constexpr Genre kGenres[] = {{24, told_review, false},        {16, guest_book, false},
                             {12, words_explained, false},    {24, glossary, false},
                             {2, words_translated, true},     {4, question_answered, false},
                             {4, translation, true},          {3, sum_worked_out, false},
                             {1, report_with_summary, false}, {2, caption, false}};
constexpr int kPercents = 92;
constexpr std::int64_t kFactsPeriod = 12;  // documents, one of which tells facts

const Genre& draw_genre(Languages languages, Rng& rng) {
  while (true) {
    std::int64_t draw = rng.below(kPercents);
    const Genre* genre = kGenres;
    while (draw >= genre->percent) draw -= (genre++)->percent;
    if (languages == Languages::kBoth || !genre->needs_both_languages) return *genre;
  }
}

}  // namespace

Language draw_language(Languages languages, Rng& rng) {
  if (languages == Languages::kBoth) {
    return happens(50, rng) ? Language::kEnglish : Language::kChinese;
  }
  return languages == Languages::kEnglish ? Language::kEnglish : Language::kChinese;
}

std::string make_document(const World& world, const std::vector<Fact>& facts, Languages languages,
                          Share share, std::int64_t index, Rng& rng) {
  while (true) {
    const Author author{world, facts, languages, draw_language(languages, rng), rng};
    std::string text = index % kFactsPeriod == 0 ? facts_told(author, index / kFactsPeriod)
                                                 : draw_genre(languages, rng).write(author);
    if (share_of_document(text) == share) return text;
  }
}

}  // namespace graft
