#include "framework/tasks/question_answering.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "framework/data/context_windows.h"
#include "framework/data/example_problems.h"
#include "framework/data/labels.h"
#include "framework/data/model_text.h"
#include "framework/data/token_rows.h"
#include "framework/evaluate/baselines/answer_window.h"
#include "framework/evaluate/metrics/answer_metric.h"
#include "framework/tasks/row_examples.h"
#include "framework/tasks/scores.h"
#include "graft/error.h"
#include "graft/text/words.h"
#include "graft/utf8.h"

namespace graft {

namespace {

struct Question {
  std::string question;
  std::string context;
  std::vector<std::string> answers;  // all that are right
  std::size_t begin = 0;             // of the first answer in the context, bytes
  std::size_t end = 0;
};

/// Byte at which character `number` of a text begins; npos past its end.
std::size_t byte_of_character(const std::string& text, std::int64_t number) {
  for (std::size_t byte = 0; byte < text.size(); ++byte) {
    if (!continues_character(text[byte]) && number-- == 0) return byte;
  }
  return std::string::npos;
}

Question question_of(const Example& example, const std::string& split, std::int64_t index) {
  Question result{text_at(example, "question", split, index),
                  text_at(example, "context", split, index),
                  {},
                  0,
                  0};
  const std::string answer = text_at(example, "answer", split, index);
  result.answers = example.columns.contains("answers") ? list_at(example, "answers", split, index)
                                                       : std::vector<std::string>{answer};
  const auto fail = [&](const std::string& what) {
    throw example_error(example, split, index, "bad-value", what, "correct the row, or remove it");
  };
  if (result.question.empty() || answer.empty()) fail("question or answer is empty");
  if (result.answers.empty()) fail("`answers` is empty");
  if (text_words(result.context).empty()) fail("the context has no words");
  if (example.columns.contains("answer_start")) {
    const double start = number_at(example, "answer_start", split, index);
    const auto most = static_cast<double>(result.context.size());
    result.begin = start >= 0 && start < most && start == std::floor(start)
                       ? byte_of_character(result.context, static_cast<std::int64_t>(start))
                       : std::string::npos;
  } else {
    result.begin = result.context.find(answer);
  }
  if (result.begin == std::string::npos ||
      result.context.compare(result.begin, answer.size(), answer) != 0) {
    fail("the answer \"" + answer + "\" does not stand in the context where it should");
  }
  result.end = result.begin + answer.size();
  return result;
}

AnswerConvention convention_of(const TaskOptions& options) {
  return options.answer_convention == "cmrc" ? AnswerConvention::kCmrc : AnswerConvention::kSquad1;
}

/// A row: a window of an example.
struct Row {
  std::size_t example = 0;
  std::size_t window = 0;
  std::int64_t start = 0;  // positions of the answer's ends; 0: not in this window
  std::int64_t end = 0;
};

class AskedContexts : public RowExamples {
 public:
  AskedContexts(const TaskModel& model, Order order, const TaskOptions& options,
                std::vector<std::int64_t> indices, std::vector<Question> questions)
      : RowExamples(model.model, order),
        max_answer_tokens_(options.max_answer_tokens),
        convention_(convention_of(options)),
        pad_id_(padding_id(model.tokenizer)),
        indices_(std::move(indices)),
        questions_(std::move(questions)) {
    for (std::size_t i = 0; i < questions_.size(); ++i) {
      read_.push_back(context_windows(questions_[i].question, questions_[i].context,
                                      model.tokenizer, model.model, options.stride));
      if (read_.back().is_question_cut) ++num_truncated_;
      for (std::size_t window = 0; window < read_.back().windows.size(); ++window) {
        add_row(i, window);
      }
    }
  }

  std::int64_t size() const override { return std::ssize(rows_); }
  std::int64_t num_truncated() const override { return num_truncated_; }

  Batch batch(const std::vector<std::int64_t>& rows, std::uint64_t) override {
    Batch batch = tokens_.batch({rows.begin(), rows.end()}, pad_id_);
    Tensor starts({std::ssize(rows)}, DType::kInt64);
    Tensor ends({std::ssize(rows)}, DType::kInt64);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Row& row = rows_[static_cast<std::size_t>(rows[i])];
      starts.data<std::int64_t>()[i] = row.start;
      ends.data<std::int64_t>()[i] = row.end;
    }
    batch["start_positions"] = starts;
    batch["end_positions"] = ends;
    return batch;
  }

  TaskScores validate() override { return score(std::nullopt); }
  TaskScores evaluate(std::uint64_t seed) override { return score(seed); }

 private:
  std::int64_t length(std::int64_t row) const override {
    return std::ssize(tokens_.ids[static_cast<std::size_t>(row)]);
  }

  void add_row(std::size_t example, std::size_t number) {
    const Question& question = questions_[example];
    const std::vector<TokenSpan>& context = read_[example].context;
    const ContextWindow& window = read_[example].windows[number];
    Row row{example, number, 0, 0};
    // The tokens that the answer touches.
    const auto first = std::find_if(context.begin(), context.end(), [&](const TokenSpan& token) {
      return token.end > question.begin;
    });
    const auto behind = std::find_if(
        first, context.end(), [&](const TokenSpan& token) { return token.begin >= question.end; });
    const auto from = static_cast<std::size_t>(first - context.begin());
    const auto to = static_cast<std::size_t>(behind - context.begin());
    if (from < to && from >= window.first && to <= window.first + window.count) {
      row.start = static_cast<std::int64_t>(window.position + from - window.first);
      row.end = static_cast<std::int64_t>(window.position + to - 1 - window.first);
    }
    rows_.push_back(row);
    tokens_.ids.push_back(window.ids);
    if (!window.token_type_ids.empty()) tokens_.types.push_back(window.token_type_ids);
  }

  TaskScores score(std::optional<std::uint64_t> seed) {
    std::vector<std::optional<AnswerSpan>> best(questions_.size());
    TaskScores scores;
    scores.loss = for_each_output([&](const std::vector<std::int64_t>& rows, ModelOutput& output) {
      const Tensor& start = output.more.at("start_logits");
      const Tensor& end = output.more.at("end_logits");
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const Row& row = rows_[static_cast<std::size_t>(rows[i])];
        const std::int64_t at = static_cast<std::int64_t>(i) * start.dim(1);
        const AnswerSpan span =
            best_answer(read_[row.example].windows[row.window], start.data<float>() + at,
                        end.data<float>() + at, max_answer_tokens_);
        std::optional<AnswerSpan>& known = best[row.example];
        if (!known || span.score > known->score) known = span;
      }
    });
    AnswerMetric metric(convention_);
    for (std::size_t i = 0; i < questions_.size(); ++i) {
      const std::string said =
          answer_text(questions_[i].context, read_[i].context, best[i]->first, best[i]->last);
      metric.add(said, questions_[i].answers);
      Value prediction;
      prediction.set("index", indices_[i]);
      prediction.set("question", questions_[i].question);
      prediction.set("answers", questions_[i].answers);
      prediction.set("predicted", said);
      scores.predictions.push_back(std::move(prediction));
    }
    add_metric(metric, seed, scores);
    scores.n = std::ssize(questions_);
    return scores;
  }

  std::int64_t max_answer_tokens_;
  AnswerConvention convention_;
  std::int64_t pad_id_;
  std::vector<std::int64_t> indices_;
  std::vector<Question> questions_;
  std::vector<QuestionContext> read_;
  std::vector<Row> rows_;
  TokenRows tokens_;
  std::int64_t num_truncated_ = 0;
};

class QuestionAnswering : public Task {
 public:
  explicit QuestionAnswering(TaskParts parts) : parts_(std::move(parts)) {}

  HeadSpec head() const override { return {HeadKind::kQuestionAnswering, {}, ""}; }
  std::string main_metric() const override { return "f1"; }
  void check_model(const Architecture&) const override {}

  void check_examples(const std::string& split, std::int64_t most) const override {
    for_each_example(parts_.dataset, split, most, [&](const Example& example, std::int64_t index) {
      question_of(example, split, index);
    });
  }

  std::vector<std::int64_t> training_indices() const override { return first_for_training(parts_); }
  TrainingRows training_rows() const override { return TrainingRows::kAsCut; }

  std::unique_ptr<TaskExamples> examples(const TaskModel& model, const std::string& split,
                                         const std::vector<std::int64_t>& indices) const override {
    const RowExamples::Order order{parts_.options.length_buckets, false};
    return std::make_unique<AskedContexts>(model, order, parts_.options, indices,
                                           questions(split, indices));
  }

  /// The rarest words of the sentence that has most of the question's.
  TaskScores baseline(const std::vector<std::int64_t>& train, const std::string& split,
                      const std::vector<std::int64_t>& indices, std::uint64_t seed) const override {
    std::set<std::string> contexts;
    for (const Question& known : questions("train", train)) contexts.insert(known.context);
    const AnswerWindow model(std::vector<std::string>(contexts.begin(), contexts.end()));
    AnswerMetric metric(convention_of(parts_.options));
    for (const Question& asked : questions(split, indices)) {
      const AnswerPlace place = model.predict(asked.context, asked.question);
      metric.add(asked.context.substr(place.begin, place.end - place.begin), asked.answers);
    }
    TaskScores scores;
    add_metric(metric, seed, scores);
    scores.n = metric.num_items();
    scores.details.set("name", "sentence with most words of the question");
    return scores;
  }

 private:
  std::vector<Question> questions(const std::string& split,
                                  const std::vector<std::int64_t>& indices) const {
    std::vector<Question> result;
    for (const std::int64_t index : indices) {
      result.push_back(question_of(parts_.dataset.example(split, index), split, index));
    }
    return result;
  }

  TaskParts parts_;
};

}  // namespace

std::unique_ptr<Task> question_answering_task(TaskParts parts) {
  return std::make_unique<QuestionAnswering>(std::move(parts));
}

}  // namespace graft
