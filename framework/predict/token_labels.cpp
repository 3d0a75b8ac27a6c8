#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "framework/data/model_text.h"
#include "framework/data/sentence_parts.h"
#include "framework/data/token_rows.h"
#include "framework/data/word_tokens.h"
#include "framework/predict/predictors.h"
#include "graft/error.h"

namespace graft {

namespace {

constexpr std::size_t kMostRows = 32;  // that are passed at a time
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
    std::vector<std::vector<std::int64_t>> tokens;
    const Value* const words = row.find("tokens");
    if (words != nullptr) {
      item.words = words_of(*words);
      tokens = tokenize_words(item.words, tokenizer_);
    } else {
      for (const std::int64_t id : tokenizer_.encode(required_text(row, "text"), kPlain)) {
        tokens.push_back({id});
        item.words.push_back(tokenizer_.decode({id}, false));
      }
    }
    item.parts = sentence_parts(tokens, tokenizer_, parts_.model).parts;
    if (item.parts.empty()) throw InputError("empty-text", "there is no word", "give at least one");
    items_.push_back(std::move(item));
    return items_.back().parts.front().ids.size();
  }

  std::vector<Value> answer(const std::vector<std::size_t>& inputs) override {
    std::vector<Row> rows;
    std::vector<std::vector<Tag>> tags;
    for (const std::size_t input : inputs) {
      for (const SentencePart& part : items_[input].parts) rows.push_back({tags.size(), &part});
      tags.emplace_back(items_[input].words.size());
    }
    for (std::size_t first = 0; first < rows.size(); first += kMostRows) {
      tag({rows.begin() + static_cast<std::ptrdiff_t>(first),
           rows.begin() + static_cast<std::ptrdiff_t>(std::min(first + kMostRows, rows.size()))},
          tags);
    }
    std::vector<Value> answers;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      Value names = Value::list();
      Value scores = Value::list();
      for (const Tag& tag : tags[i]) {
        names.push_back(parts_.head.labels[tag.label.value_or(silent_label())]);
        scores.push_back(tag.score);
      }
      Value answer = Value::map();
      answer.set("tokens", items_[inputs[i]].words);
      answer.set("tags", std::move(names));
      answer.set("scores", std::move(scores));
      answers.push_back(std::move(answer));
    }
    return answers;
  }

 private:
  struct Item {
    std::vector<std::string> words;
    std::vector<SentencePart> parts;
  };

  struct Row {
    std::size_t sentence = 0;
    const SentencePart* part = nullptr;
  };

  struct Tag {
    std::optional<std::size_t> label;  // none: the word has no token
    double score = 0.0;                // its probability
  };

  /// Of a word without a token: outside of everything, where there is such a tag.
  std::size_t silent_label() const {
    const std::vector<std::string>& labels = parts_.head.labels;
    const auto outside = std::find(labels.begin(), labels.end(), "O");
    return outside == labels.end() ? 0 : static_cast<std::size_t>(outside - labels.begin());
  }

  /// Passes parts through the model; `tags`: of the words of each sentence.
  void tag(const std::vector<Row>& rows, std::vector<std::vector<Tag>>& tags) const {
    TokenRows tokens;
    for (const Row& row : rows) tokens.ids.push_back(row.part->ids);
    ForwardContext context;
    const Tensor logits =
        parts_.model.forward(tokens.batch(padding_id(tokenizer_)), context).logits;
    const std::int64_t count = logits.dim(2);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const SentencePart& part = *rows[i].part;
      const float* const first =
          logits.data<float>() + static_cast<std::int64_t>(i) * logits.dim(1) * count;
      for (std::size_t word = 0; word < part.positions.size(); ++word) {
        if (part.positions[word] < 0) continue;
        const float* const row = first + part.positions[word] * count;
        const float* const best = std::max_element(row, row + count);
        double sum = 0.0;
        for (std::int64_t k = 0; k < count; ++k) {
          sum += std::exp(static_cast<double>(row[k] - *best));
        }
        tags[rows[i].sentence][part.first + word] = {static_cast<std::size_t>(best - row),
                                                     1.0 / sum};
      }
    }
  }

  PredictorParts parts_;
  const Tokenizer& tokenizer_;
  std::vector<Item> items_;
};

}  // namespace

std::unique_ptr<Predictor> token_label_predictor(const PredictorParts& parts,
                                                 const Tokenizer& tokenizer) {
  return std::make_unique<TokenLabels>(parts, tokenizer);
}

}  // namespace graft
