#include <algorithm>
#include <cmath>

#include "framework/data/model_text.h"
#include "framework/data/token_rows.h"
#include "framework/data/word_tokens.h"
#include "framework/predict/predictors.h"
#include "graft/error.h"

namespace graft {

namespace {

constexpr EncodeOptions kPlain{.add_special_tokens = false, .parse_special_tokens = false};

std::vector<std::string> words_of(const Value& tokens) {
  std::vector<std::string> words;
  for (std::size_t i = 0; tokens.is_list() && i < tokens.size(); ++i) {
    const Value& word = tokens.as_list()[i];
    if (!word.is_string()) break;
    if (word.as_string().empty()) {
      throw InputError("empty-text", "a word of `tokens` is empty", "remove it");
    }
    words.push_back(word.as_string());
  }
  if (tokens.is_list() && words.size() == tokens.size()) return words;
  throw InputError("wrong-type", "`tokens` is no list of words",
                   "write {\"tokens\": [\"a\", \"word\"]}");
}

class TokenLabels : public Predictor {
 public:
  TokenLabels(const PredictorParts& parts, const Tokenizer& tokenizer)
      : parts_(parts), tokenizer_(tokenizer) {}

  std::size_t add(const JsonlFile&, const Value& row) override {
    Item item;
    std::vector<std::int64_t> ids;
    const Value* const words = row.find("tokens");
    if (words != nullptr) {
      item.words = words_of(*words);
      for (const std::vector<std::int64_t>& pieces : tokenize_words(item.words, tokenizer_)) {
        item.positions.push_back(ids.size());
        if (pieces.empty()) throw InputError("empty-text", "a word of `tokens` has no token");
        ids.insert(ids.end(), pieces.begin(), pieces.end());
      }
    } else {
      ids = tokenizer_.encode(required_text(row, "text"), kPlain);
      for (std::size_t i = 0; i < ids.size(); ++i) {
        item.positions.push_back(i);
        item.words.push_back(tokenizer_.decode({ids[i]}, false));
      }
    }
    if (ids.empty()) throw InputError("empty-text", "there is no word", "give at least one");
    std::vector<std::int64_t> framed = framed_text(ids, tokenizer_, parts_.model);
    if (std::ssize(framed) > max_length(parts_.model)) {
      throw InputError("too-long",
                       "the text has " + std::to_string(framed.size()) +
                           " tokens, the model reads " + std::to_string(max_length(parts_.model)),
                       "split it");
    }
    const std::size_t offset = offset_in(framed, ids);
    for (std::size_t& position : item.positions) position += offset;
    items_.push_back(std::move(item));
    rows_.ids.push_back(std::move(framed));
    return rows_.ids.back().size();
  }

  std::vector<Value> answer(const std::vector<std::size_t>& inputs) override {
    ForwardContext context;
    const Tensor logits =
        parts_.model.forward(rows_.batch(inputs, padding_id(tokenizer_)), context).logits;
    const std::int64_t seq = logits.dim(1);
    const std::int64_t count = logits.dim(2);
    std::vector<Value> answers;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const Item& item = items_[inputs[i]];
      Value tags = Value::list();
      Value scores = Value::list();
      for (const std::size_t position : item.positions) {
        const float* const row =
            logits.data<float>() +
            (static_cast<std::int64_t>(i) * seq + static_cast<std::int64_t>(position)) * count;
        const float* const best = std::max_element(row, row + count);
        double sum = 0.0;
        for (std::int64_t k = 0; k < count; ++k)
          sum += std::exp(static_cast<double>(row[k] - *best));
        tags.push_back(parts_.head.labels[static_cast<std::size_t>(best - row)]);
        scores.push_back(1.0 / sum);
      }
      Value answer = Value::map();
      answer.set("tokens", item.words);
      answer.set("tags", std::move(tags));
      answer.set("scores", std::move(scores));
      answers.push_back(std::move(answer));
    }
    return answers;
  }

 private:
  struct Item {
    std::vector<std::string> words;
    std::vector<std::size_t> positions;  // of each word's first token
  };

  PredictorParts parts_;
  const Tokenizer& tokenizer_;
  std::vector<Item> items_;
  TokenRows rows_;
};

}  // namespace

std::unique_ptr<Predictor> token_label_predictor(const PredictorParts& parts,
                                                 const Tokenizer& tokenizer) {
  return std::make_unique<TokenLabels>(parts, tokenizer);
}

}  // namespace graft
