#include <algorithm>
#include <cmath>
#include <map>

#include "framework/data/context_windows.h"
#include "framework/data/model_text.h"
#include "framework/data/token_rows.h"
#include "framework/predict/predictors.h"
#include "graft/error.h"

namespace graft {

namespace {

constexpr std::size_t kMostRows = 32;  // that are passed at a time

double log_sum(const float* logits, std::size_t count) {
  const float most = *std::max_element(logits, logits + count);
  double sum = 0.0;
  for (std::size_t i = 0; i < count; ++i) sum += std::exp(static_cast<double>(logits[i] - most));
  return static_cast<double>(most) + std::log(sum);
}

class Answers : public Predictor {
 public:
  Answers(const PredictorParts& parts, const Tokenizer& tokenizer)
      : parts_(parts),
        tokenizer_(tokenizer),
        options_(parts.task ? parts.task->options : TaskOptions{}) {}

  std::size_t add(const JsonlFile&, const Value& row) override {
    const std::string& question = required_text(row, "question");
    const std::string& context = required_text(row, "context");
    if (context.empty()) throw InputError("empty-text", "`context` is empty", "give it words");
    items_.push_back(
        {context, context_windows(question, context, tokenizer_, parts_.model, options_.stride)});
    return items_.back().read.windows.front().ids.size();
  }

  std::vector<Value> answer(const std::vector<std::size_t>& inputs) override {
    std::vector<Row> rows;
    for (const std::size_t input : inputs) {
      for (const ContextWindow& window : items_[input].read.windows)
        rows.push_back({input, &window});
    }
    std::map<std::size_t, Found> best;
    for (std::size_t first = 0; first < rows.size(); first += kMostRows) {
      find({rows.begin() + static_cast<std::ptrdiff_t>(first),
            rows.begin() + static_cast<std::ptrdiff_t>(std::min(first + kMostRows, rows.size()))},
           best);
    }
    std::vector<Value> answers;
    for (const std::size_t input : inputs) {
      const Item& item = items_[input];
      const Found& found = best.at(input);
      Value answer = Value::map();
      answer.set("answer",
                 answer_text(item.context, item.read.context, found.span.first, found.span.last));
      answer.set("score", found.probability);
      answers.push_back(std::move(answer));
    }
    return answers;
  }

 private:
  struct Item {
    std::string context;
    QuestionContext read;
  };
  struct Found {
    AnswerSpan span;
    double probability = 0.0;  // in its window
  };

  struct Row {
    std::size_t input = 0;
    const ContextWindow* window = nullptr;
  };

  /// Passes windows through the model and keeps the best answer of each input.
  void find(const std::vector<Row>& rows, std::map<std::size_t, Found>& best) const {
    TokenRows tokens;
    for (const Row& row : rows) {
      tokens.ids.push_back(row.window->ids);
      if (!row.window->token_type_ids.empty()) tokens.types.push_back(row.window->token_type_ids);
    }
    ForwardContext context;
    const ModelOutput output = parts_.model.forward(tokens.batch(padding_id(tokenizer_)), context);
    const Tensor& starts = output.more.at("start_logits");
    const Tensor& ends = output.more.at("end_logits");
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const ContextWindow& window = *rows[i].window;
      const float* const start =
          starts.data<float>() + static_cast<std::int64_t>(i) * starts.dim(1);
      const float* const end = ends.data<float>() + static_cast<std::int64_t>(i) * ends.dim(1);
      const AnswerSpan span = best_answer(window, start, end, options_.max_answer_tokens);
      const auto known = best.find(rows[i].input);
      if (known != best.end() && known->second.span.score >= span.score) continue;
      best[rows[i].input] = {span,
                             std::exp(span.score - log_sum(start + window.position, window.count) -
                                      log_sum(end + window.position, window.count))};
    }
  }

  PredictorParts parts_;
  const Tokenizer& tokenizer_;
  TaskOptions options_;
  std::vector<Item> items_;
};

}  // namespace

std::unique_ptr<Predictor> answer_predictor(const PredictorParts& parts,
                                            const Tokenizer& tokenizer) {
  return std::make_unique<Answers>(parts, tokenizer);
}

}  // namespace graft
