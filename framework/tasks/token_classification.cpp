#include "framework/tasks/token_classification.h"

#include <algorithm>
#include <utility>

#include "framework/data/example_problems.h"
#include "framework/data/labels.h"
#include "framework/data/model_text.h"
#include "framework/data/sentence_parts.h"
#include "framework/data/token_rows.h"
#include "framework/data/word_tokens.h"
#include "framework/evaluate/baselines/dictionary_tagger.h"
#include "framework/evaluate/metrics/classification_metric.h"
#include "framework/evaluate/metrics/entity_metric.h"
#include "framework/tasks/row_examples.h"
#include "framework/tasks/scores.h"
#include "graft/error.h"

namespace graft {

namespace {

struct Sentence {
  std::vector<std::string> words;
  std::vector<std::int64_t> tags;  // by label
};

Sentence sentence_of(const Example& example, const std::vector<std::string>& labels,
                     const std::string& split, std::int64_t index) {
  Sentence sentence;
  sentence.words = list_at(example, "tokens", split, index);
  const std::vector<std::string>& tags = list_at(example, "tags", split, index);
  if (sentence.words.empty() || sentence.words.size() != tags.size()) {
    throw example_error(example, split, index, "bad-value",
                        "there are " + std::to_string(sentence.words.size()) + " words and " +
                            std::to_string(tags.size()) + " tags",
                        "give every word one tag");
  }
  for (const std::string& tag : tags) {
    sentence.tags.push_back(label_index(labels, tag, example, split, index));
  }
  return sentence;
}

std::vector<std::string> names_of(const std::vector<std::int64_t>& tags,
                                  const std::vector<std::string>& labels) {
  std::vector<std::string> names;
  for (const std::int64_t tag : tags) names.push_back(labels[static_cast<std::size_t>(tag)]);
  return names;
}

/// Whether tags tell where entities begin and go on, as `B-person` does.
bool are_of_entities(const std::vector<std::string>& labels) {
  try {
    return !entity_types(labels).empty();
  } catch (const InputError&) {
    return false;
  }
}

/// Entities where tags are of such; of other tags, such as parts of speech, each word counts.
class TagMetric {
 public:
  explicit TagMetric(const std::vector<std::string>& labels) : words_(std::ssize(labels)) {
    if (are_of_entities(labels)) entities_.emplace(entity_types(labels));
  }

  void add(const std::vector<std::int64_t>& truth, const std::vector<std::int64_t>& said,
           const std::vector<std::string>& labels) {
    if (entities_) entities_->add(names_of(truth, labels), names_of(said, labels));
    words_.add(truth, said);
  }

  void add_to(TaskScores& scores, std::optional<std::uint64_t> seed) const {
    if (entities_) {
      add_metric(*entities_, seed, scores);
    } else {
      add_metric(words_, seed, scores);
    }
  }

 private:
  std::optional<EntityMetric> entities_;
  ClassificationMetric words_;
};

/// A part of a sentence that the model reads at once.
struct Part {
  std::size_t sentence = 0;
  std::size_t first = 0;                // of its words
  std::vector<std::int64_t> positions;  // of each word's first token; -1: it has none
};

class TaggedSentences : public RowExamples {
 public:
  TaggedSentences(const TaskModel& model, Order order, std::vector<std::string> labels,
                  std::vector<std::int64_t> indices, std::vector<Sentence> sentences)
      : RowExamples(model.model, order),
        labels_(std::move(labels)),
        pad_id_(padding_id(model.tokenizer)),
        indices_(std::move(indices)),
        sentences_(std::move(sentences)) {
    for (std::size_t i = 0; i < sentences_.size(); ++i) cut(i, model);
  }

  std::int64_t size() const override { return std::ssize(parts_); }
  std::int64_t num_truncated() const override { return num_truncated_; }

  Batch batch(const std::vector<std::int64_t>& rows, std::uint64_t) override {
    Batch batch = rows_.batch({rows.begin(), rows.end()}, pad_id_);
    Tensor labels(batch.at("input_ids").shape(), DType::kInt64);
    std::fill_n(labels.data<std::int64_t>(), labels.numel(), kIgnoreIndex);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Part& part = parts_[static_cast<std::size_t>(rows[i])];
      std::int64_t* const to =
          labels.data<std::int64_t>() + static_cast<std::int64_t>(i) * labels.dim(1);
      const std::vector<std::int64_t>& tags = sentences_[part.sentence].tags;
      for (std::size_t word = 0; word < part.positions.size(); ++word) {
        if (part.positions[word] >= 0) to[part.positions[word]] = tags[part.first + word];
      }
    }
    batch["labels"] = labels;
    return batch;
  }

  TaskScores validate() override { return score(std::nullopt); }
  TaskScores evaluate(std::uint64_t seed) override { return score(seed); }

 private:
  TaskScores score(std::optional<std::uint64_t> seed) {
    // A word without a token is said to be outside of everything, where there is such a tag.
    const auto outside = std::find(labels_.begin(), labels_.end(), "O");
    const std::int64_t silent = outside == labels_.end() ? 0 : outside - labels_.begin();
    std::vector<std::vector<std::int64_t>> said;
    for (const Sentence& sentence : sentences_) said.emplace_back(sentence.tags.size(), silent);
    TaskScores scores;
    scores.loss = for_each_output([&](const std::vector<std::int64_t>& rows, ModelOutput& output) {
      const std::int64_t width = output.logits.dim(2);
      const float* logits = output.logits.data<float>();
      for (const std::int64_t row : rows) {
        const Part& part = parts_[static_cast<std::size_t>(row)];
        for (std::size_t word = 0; word < part.positions.size(); ++word) {
          if (part.positions[word] < 0) continue;
          const float* const from = logits + part.positions[word] * width;
          said[part.sentence][part.first + word] = std::max_element(from, from + width) - from;
        }
        logits += output.logits.dim(1) * width;
      }
    });
    TagMetric metric(labels_);
    for (std::size_t i = 0; i < sentences_.size(); ++i) {
      const std::vector<std::string> truth = names_of(sentences_[i].tags, labels_);
      const std::vector<std::string> predicted = names_of(said[i], labels_);
      metric.add(sentences_[i].tags, said[i], labels_);
      Value prediction;
      prediction.set("index", indices_[i]);
      prediction.set("tokens", sentences_[i].words);
      prediction.set("tags", truth);
      prediction.set("predicted", predicted);
      scores.predictions.push_back(std::move(prediction));
    }
    metric.add_to(scores, seed);
    scores.n = std::ssize(sentences_);
    return scores;
  }

  std::int64_t length(std::int64_t row) const override {
    return std::ssize(rows_.ids[static_cast<std::size_t>(row)]);
  }

  /// Makes the rows of a sentence.
  void cut(std::size_t sentence, const TaskModel& model) {
    const auto words = tokenize_words(sentences_[sentence].words, model.tokenizer);
    SentenceParts cut = sentence_parts(words, model.tokenizer, model.model);
    for (SentencePart& part : cut.parts) {
      if (reads_token_types(model.model)) rows_.types.emplace_back(part.ids.size(), 0);
      rows_.ids.push_back(std::move(part.ids));
      parts_.push_back({sentence, part.first, std::move(part.positions)});
    }
    if (cut.is_cut) ++num_truncated_;
  }

  std::vector<std::string> labels_;
  std::int64_t pad_id_;
  std::vector<std::int64_t> indices_;
  std::vector<Sentence> sentences_;
  std::vector<Part> parts_;
  TokenRows rows_;
  std::int64_t num_truncated_ = 0;
};

class TokenClassification : public Task {
 public:
  explicit TokenClassification(TaskParts parts) : parts_(std::move(parts)) {
    if (parts_.labels.empty()) parts_.labels = read_label_lists(parts_.dataset, "tags");
  }

  HeadSpec head() const override {
    return {HeadKind::kTokenClassification, parts_.labels, HeadSpec{}.problem_type};
  }

  std::string main_metric() const override {
    return are_of_entities(parts_.labels) ? "entity_f1" : "accuracy";
  }
  void check_model(const Architecture&) const override {}

  void check_examples(const std::string& split, std::int64_t most) const override {
    for_each_example(parts_.dataset, split, most, [&](const Example& example, std::int64_t index) {
      sentence_of(example, parts_.labels, split, index);
    });
  }

  std::vector<std::int64_t> training_indices() const override { return first_for_training(parts_); }
  TrainingRows training_rows() const override { return TrainingRows::kAsCut; }

  std::unique_ptr<TaskExamples> examples(const TaskModel& model, const std::string& split,
                                         const std::vector<std::int64_t>& indices) const override {
    const RowExamples::Order order{parts_.options.length_buckets, false};
    return std::make_unique<TaggedSentences>(model, order, parts_.labels, indices,
                                             sentences(split, indices));
  }

  /// Entities of the training sentences, wherever their words stand again.
  TaskScores baseline(const std::vector<std::int64_t>& train, const std::string& split,
                      const std::vector<std::int64_t>& indices, std::uint64_t seed) const override {
    if (!are_of_entities(parts_.labels)) return {};
    std::vector<std::vector<std::string>> words;
    std::vector<std::vector<std::string>> tags;
    for (const Sentence& sentence : sentences("train", train)) {
      words.push_back(sentence.words);
      tags.push_back(names_of(sentence.tags, parts_.labels));
    }
    const DictionaryTagger tagger(words, tags);
    EntityMetric metric(entity_types(parts_.labels));
    for (const Sentence& sentence : sentences(split, indices)) {
      metric.add(names_of(sentence.tags, parts_.labels), tagger.predict(sentence.words));
    }
    TaskScores scores;
    add_metric(metric, seed, scores);
    scores.n = metric.num_items();
    scores.details.set("name", "dictionary of training entities");
    return scores;
  }

 private:
  std::vector<Sentence> sentences(const std::string& split,
                                  const std::vector<std::int64_t>& indices) const {
    std::vector<Sentence> result;
    for (const std::int64_t index : indices) {
      result.push_back(
          sentence_of(parts_.dataset.example(split, index), parts_.labels, split, index));
    }
    return result;
  }

  TaskParts parts_;
};

}  // namespace

std::unique_ptr<Task> token_classification_task(TaskParts parts) {
  return std::make_unique<TokenClassification>(std::move(parts));
}

}  // namespace graft
