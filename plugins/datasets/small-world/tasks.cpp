#include "tasks.h"

#include <map>
#include <utility>

#include "entities.h"
#include "graft/error.h"
#include "pictures.h"
#include "questions.h"
#include "reports.h"
#include "reviews.h"
#include "sums.h"
#include "translations.h"

namespace graft {

namespace {

Example with_language(Language language, std::map<std::string, Cell> columns) {
  columns["language"] = std::string(name_of(language));
  return Example{std::move(columns)};
}

Example make_text(const TaskSource& source, Share share, std::int64_t index, Rng& rng) {
  return Example{
      {{"text", make_document(source.world, source.facts, source.languages, share, index, rng)}}};
}

// Of any two neighbours 2k and 2k + 1 one is positive, so that the front of a split is balanced.
Example make_sentiment(const TaskSource& source, Share share, std::int64_t index, Rng& rng) {
  const bool first_is_positive = hash_of(std::to_string(index / 2)) % 2 == 0;
  const Polarity polarity =
      first_is_positive == (index % 2 == 0) ? Polarity::kPositive : Polarity::kNegative;
  const Language language = draw_language(source.languages, rng);
  const Review review = make_review(source.world, share, polarity, kShortReview, rng);
  return with_language(
      language, {{"text", review.text.in(language)}, {"label", std::string(name_of(polarity))}});
}

Example make_entities(const TaskSource& source, Share share, std::int64_t /*index*/, Rng& rng) {
  const Language language = draw_language(source.languages, rng);
  const TaggedSentence sentence = make_tagged_sentence(source.world, share, language, rng);
  return with_language(language, {{"tokens", sentence.tokens}, {"tags", sentence.tags}});
}

Example make_translation_pair(const TaskSource& source, Share share, std::int64_t /*index*/,
                              Rng& rng) {
  const Language language = draw_language(source.languages, rng);
  const Language other = language == Language::kEnglish ? Language::kChinese : Language::kEnglish;
  const Bilingual pair = make_translation(source.world, source.facts, share, rng);
  return with_language(language, {{"source", pair.in(language)}, {"target", pair.in(other)}});
}

Example make_summary(const TaskSource& source, Share share, std::int64_t /*index*/, Rng& rng) {
  const Language language = draw_language(source.languages, rng);
  const Report report = make_report(source.world, share, rng);
  return with_language(
      language, {{"source", report.text.in(language)}, {"target", report.summary.in(language)}});
}

Example make_question_answer(const TaskSource& source, Share share, std::int64_t /*index*/,
                             Rng& rng) {
  const Language language = draw_language(source.languages, rng);
  const Question question = make_question(source.world, source.facts, share, rng);
  return with_language(language, {{"question", question.question.in(language)},
                                  {"context", question.context.in(language)},
                                  {"answer", question.answer.in(language)}});
}

Example make_sum_with_steps(const TaskSource& source, Share share, std::int64_t /*index*/,
                            Rng& rng) {
  const Language language = draw_language(source.languages, rng);
  const Sum sum = make_sum(source.world, share, rng);
  return with_language(
      language,
      {{"question", sum.question.in(language)}, {"steps", sum.steps}, {"answer", sum.answer}});
}

Example make_captioned_picture(const TaskSource& source, Share share, std::int64_t /*index*/,
                               Rng& rng) {
  const Picture picture = draw_picture(share, rng);
  const Bilingual caption = caption_of(picture);
  Example example;
  example.columns["image"] = paint(picture);
  example.columns["caption"] =
      caption.in(source.languages == Languages::kChinese ? Language::kChinese : Language::kEnglish);
  if (source.languages == Languages::kBoth) example.columns["caption_zh"] = caption.chinese;
  return example;
}

}  // namespace

MakeExample maker_of(const std::string& task) {
  static const std::map<std::string, MakeExample> makers = {
      {"text", make_text},           {"sentiment", make_sentiment},
      {"entities", make_entities},   {"translation", make_translation_pair},
      {"summary", make_summary},     {"question-answer", make_question_answer},
      {"sums", make_sum_with_steps}, {"pictures", make_captioned_picture}};
  const auto maker = makers.find(task);
  if (maker == makers.end()) {
    throw InputError("unknown-task", "small-world: no task named \"" + task + "\"",
                     "see `graft plugins describe small-world`");
  }
  return maker->second;
}

}  // namespace graft
