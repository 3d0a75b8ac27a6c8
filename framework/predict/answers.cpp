#include <algorithm>
#include <cmath>

#include "framework/data/model_text.h"
#include "framework/predict/predictors.h"
#include "framework/predict/token_rows.h"
#include "graft/error.h"

namespace graft {

namespace {

constexpr EncodeOptions kPlain{.add_special_tokens = false, .parse_special_tokens = false};
constexpr std::int64_t kMostAnswerTokens = 30;

/// Question and context as the model reads them.
struct Pair {
  TokenizedInput input;
  std::size_t context = 0;  // where the context begins
};

Pair pair_of(const std::vector<std::int64_t>& question, const std::vector<std::int64_t>& context,
             const Tokenizer& tokenizer) {
  Pair pair;
  pair.input = framed_pair(question, context, tokenizer);
  const std::vector<std::int64_t>& ids = pair.input.ids;
  pair.context = static_cast<std::size_t>(
      std::find_end(ids.begin(), ids.end(), context.begin(), context.end()) - ids.begin());
  return pair;
}

double log_sum(const float* logits, std::int64_t count) {
  const float most = *std::max_element(logits, logits + count);
  double sum = 0.0;
  for (std::int64_t i = 0; i < count; ++i) sum += std::exp(static_cast<double>(logits[i] - most));
  return static_cast<double>(most) + std::log(sum);
}

class Answers : public Predictor {
 public:
  Answers(const PredictorParts& parts, const Tokenizer& tokenizer)
      : parts_(parts), tokenizer_(tokenizer) {}

  std::size_t add(const JsonlFile&, const Value& row) override {
    const std::vector<std::int64_t> question =
        tokenizer_.encode(required_text(row, "question"), kPlain);
    std::vector<std::int64_t> context = tokenizer_.encode(required_text(row, "context"), kPlain);
    if (context.empty()) throw InputError("empty-text", "`context` is empty", "give it words");
    const Pair pair = pair_of(question, context, tokenizer_);
    if (std::ssize(pair.input.ids) > max_length(parts_.model)) {
      throw InputError("too-long",
                       "question and context have " + std::to_string(pair.input.ids.size()) +
                           " tokens, the model reads " + std::to_string(max_length(parts_.model)),
                       "shorten the context");
    }
    rows_.ids.push_back(pair.input.ids);
    rows_.types.push_back(pair.input.token_type_ids);
    items_.push_back({std::move(context), pair.context});
    return rows_.ids.back().size();
  }

  std::vector<Value> answer(const std::vector<std::size_t>& inputs) override {
    ForwardContext context;
    const ModelOutput output =
        parts_.model.forward(rows_.batch(inputs, padding_id(tokenizer_)), context);
    const Tensor& start = output.more.at("start_logits");
    const Tensor& end = output.more.at("end_logits");
    std::vector<Value> answers;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const std::int64_t row = static_cast<std::int64_t>(i) * start.dim(1);
      answers.push_back(
          best_span(items_[inputs[i]], start.data<float>() + row, end.data<float>() + row));
    }
    return answers;
  }

 private:
  struct Item {
    std::vector<std::int64_t> context;
    std::size_t offset = 0;
  };

  Value best_span(const Item& item, const float* start, const float* end) const {
    const auto count = std::ssize(item.context);
    const float* const starts = start + item.offset;
    const float* const ends = end + item.offset;
    std::int64_t first = 0;
    std::int64_t last = 0;
    for (std::int64_t i = 0; i < count; ++i) {
      for (std::int64_t j = i; j < std::min<std::int64_t>(count, i + kMostAnswerTokens); ++j) {
        if (starts[i] + ends[j] > starts[first] + ends[last]) {
          first = i;
          last = j;
        }
      }
    }
    const double score = static_cast<double>(starts[first]) - log_sum(starts, count) +
                         static_cast<double>(ends[last]) - log_sum(ends, count);
    const std::vector<std::int64_t> tokens(item.context.begin() + first,
                                           item.context.begin() + last + 1);
    std::string text = tokenizer_.decode(tokens, true);
    text.erase(0, text.find_first_not_of(" \n\t"));
    Value answer = Value::map();
    answer.set("answer", text);
    answer.set("score", std::exp(score));
    return answer;
  }

  PredictorParts parts_;
  const Tokenizer& tokenizer_;
  std::vector<Item> items_;
  TokenRows rows_;
};

}  // namespace

std::unique_ptr<Predictor> answer_predictor(const PredictorParts& parts,
                                            const Tokenizer& tokenizer) {
  return std::make_unique<Answers>(parts, tokenizer);
}

}  // namespace graft
