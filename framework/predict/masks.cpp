#include <algorithm>
#include <cmath>
#include <numeric>

#include "framework/data/model_text.h"
#include "framework/data/token_rows.h"
#include "framework/predict/predictors.h"
#include "graft/error.h"

namespace graft {

namespace {

constexpr std::size_t kMostWords = 5;

class Masks : public Predictor {
 public:
  Masks(const PredictorParts& parts, const Tokenizer& tokenizer)
      : parts_(parts), tokenizer_(tokenizer), mask_(mask_of(tokenizer)) {}

  std::size_t add(const JsonlFile&, const Value& row) override {
    // Here, unlike in data, the mask in the text is meant.
    const std::vector<std::int64_t> ids =
        tokenizer_.encode(required_text(row, "text"), {.add_special_tokens = false});
    if (std::find(ids.begin(), ids.end(), mask_) == ids.end()) {
      throw InputError("no-mask", "`text` has no " + tokenizer_.token(mask_),
                       "write one where a word is to be found");
    }
    std::vector<std::int64_t> framed = framed_text(ids, tokenizer_, parts_.model);
    if (std::ssize(framed) > max_length(parts_.model)) {
      throw InputError("too-long",
                       "the text has " + std::to_string(framed.size()) +
                           " tokens, the model reads " + std::to_string(max_length(parts_.model)),
                       "shorten it");
    }
    rows_.ids.push_back(std::move(framed));
    return rows_.ids.back().size();
  }

  std::vector<Value> answer(const std::vector<std::size_t>& inputs) override {
    ForwardContext context;
    const Tensor logits = dynamic_cast<Autoencoding&>(parts_.model)
                              .mask_logits(rows_.batch(inputs, padding_id(tokenizer_)), context);
    std::vector<Value> answers;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      std::vector<std::int64_t> filled = rows_.ids[inputs[i]];
      Value masks = Value::list();
      for (std::size_t position = 0; position < filled.size(); ++position) {
        if (filled[position] != mask_) continue;
        const float* const row =
            logits.data<float>() +
            (static_cast<std::int64_t>(i) * logits.dim(1) + static_cast<std::int64_t>(position)) *
                logits.dim(2);
        masks.push_back(
            words(row, std::min(logits.dim(2), tokenizer_.vocab_size()), filled[position]));
      }
      Value answer = Value::map();
      answer.set("text", tokenizer_.decode(filled, true));
      answer.set("masks", std::move(masks));
      answers.push_back(std::move(answer));
    }
    return answers;
  }

 private:
  static std::int64_t mask_of(const Tokenizer& tokenizer) {
    const auto mask = tokenizer.special_tokens().mask;
    if (mask) return *mask;
    throw InputError("no-mask-token", "the tokenizer has no mask token",
                     "use the tokenizer that the model was trained with");
  }

  /// The likeliest tokens; `best` becomes the first of them.
  Value words(const float* logits, std::int64_t count, std::int64_t& best) const {
    std::vector<std::int64_t> order(static_cast<std::size_t>(count));
    std::iota(order.begin(), order.end(), 0);
    const std::size_t some = std::min(kMostWords, order.size());
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(some), order.end(),
                      [logits](std::int64_t left, std::int64_t right) {
                        return logits[left] != logits[right] ? logits[left] > logits[right]
                                                             : left < right;
                      });
    double sum = 0.0;
    for (std::int64_t i = 0; i < count; ++i) {
      sum += std::exp(static_cast<double>(logits[i] - logits[order.front()]));
    }
    Value list = Value::list();
    for (std::size_t i = 0; i < some; ++i) {
      Value word = Value::map();
      word.set("id", order[i]);
      word.set("token", tokenizer_.decode({order[i]}, false));
      word.set("score",
               std::exp(static_cast<double>(logits[order[i]] - logits[order.front()])) / sum);
      list.push_back(std::move(word));
    }
    best = order.front();
    return list;
  }

  PredictorParts parts_;
  const Tokenizer& tokenizer_;
  std::int64_t mask_;
  TokenRows rows_;
};

}  // namespace

std::unique_ptr<Predictor> mask_predictor(const PredictorParts& parts, const Tokenizer& tokenizer) {
  return std::make_unique<Masks>(parts, tokenizer);
}

}  // namespace graft
