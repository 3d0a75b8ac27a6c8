#include "framework/tasks/text_to_text.h"

#include <algorithm>
#include <utility>

#include "framework/data/example_problems.h"
#include "framework/data/labels.h"
#include "framework/data/model_text.h"
#include "framework/data/token_rows.h"
#include "framework/evaluate/baselines/nearest_text.h"
#include "framework/tasks/row_examples.h"
#include "framework/tasks/scores.h"
#include "framework/tasks/text_writing.h"
#include "graft/error.h"

namespace graft {

namespace {

constexpr EncodeOptions kPlain{.add_special_tokens = false, .parse_special_tokens = false};

struct TextPair {
  std::string source;
  std::vector<std::string> targets;  // all that are right; the first is learned
};

TextPair pair_of(const Example& example, const std::string& split, std::int64_t index) {
  TextPair pair{text_at(example, "source", split, index), {}};
  pair.targets = example.columns.contains("targets")
                     ? list_at(example, "targets", split, index)
                     : std::vector<std::string>{text_at(example, "target", split, index)};
  if (!pair.source.empty() && !pair.targets.empty() && !pair.targets.front().empty()) return pair;
  throw example_error(example, split, index, "empty-text", "source or target is empty",
                      "remove it, or give it words");
}

/// A pair as the model reads it.
struct Row {
  std::vector<std::int64_t>
      source;  // of an autoregressive model: all that stands before the target
  std::vector<std::int64_t> target;  // ended
};

/// Makes rows. An autoregressive model gets half of its positions for each of the two at least.
class RowMaker {
 public:
  RowMaker(const TaskModel& model, const TaskOptions& options)
      : model_(model),
        reads_source_(dynamic_cast<const EncoderDecoder*>(&model.model) != nullptr),
        options_(options),
        end_(ending_token(model.tokenizer)),
        limit_(max_length(model.model)) {}

  bool reads_source() const { return reads_source_; }

  Row row(const TextPair& pair, bool& is_cut) const {
    Row row;
    row.target = model_.tokenizer.encode(pair.targets.front(), kPlain);
    ModelText source = source_text(pair.source, options_, model_.tokenizer, model_.model);
    is_cut = source.is_cut;
    row.source = std::move(source.ids);
    cut(row.target, limit_ - (reads_source_ ? 0 : std::ssize(row.source)) - 1, is_cut);
    row.target.push_back(end_);
    return row;
  }

 private:
  static void cut(std::vector<std::int64_t>& ids, std::int64_t most, bool& is_cut) {
    if (std::ssize(ids) <= most) return;
    ids.resize(static_cast<std::size_t>(std::max<std::int64_t>(most, 0)));
    is_cut = true;
  }

  TaskModel model_;
  bool reads_source_;
  TaskOptions options_;
  std::int64_t end_;
  std::int64_t limit_;
};

class TextPairs : public RowExamples {
 public:
  TextPairs(const TaskModel& model, Order order, const TaskOptions& options,
            std::vector<std::int64_t> indices, std::vector<TextPair> pairs)
      : RowExamples(model.model, order),
        model_(model),
        options_(options),
        maker_(model, options),
        has_prefix_(reads_prefix_both_ways(model.model, token_traits(model.tokenizer))),
        pad_id_(padding_id(model.tokenizer)),
        indices_(std::move(indices)),
        pairs_(std::move(pairs)) {
    for (const TextPair& pair : pairs_) {
      bool is_cut = false;
      rows_.push_back(maker_.row(pair, is_cut));
      if (is_cut) ++num_truncated_;
    }
  }

  std::int64_t size() const override { return std::ssize(rows_); }
  std::int64_t num_truncated() const override { return num_truncated_; }

  Batch batch(const std::vector<std::int64_t>& rows, std::uint64_t) override {
    TokenRows inputs;
    TokenRows labels;
    std::vector<std::int64_t> prefix_lengths;
    for (const std::int64_t number : rows) {
      const Row& row = rows_[static_cast<std::size_t>(number)];
      prefix_lengths.push_back(std::ssize(row.source));
      std::vector<std::int64_t> input = row.source;
      std::vector<std::int64_t> label = row.target;
      if (!maker_.reads_source()) {
        label.insert(label.begin(), row.source.size(), kIgnoreIndex);
        input.insert(input.end(), row.target.begin(), row.target.end());
      }
      inputs.ids.push_back(std::move(input));
      labels.ids.push_back(std::move(label));
    }
    Batch batch = inputs.batch(pad_id_);
    batch["labels"] = labels.batch(kIgnoreIndex).at("input_ids");
    // As the model reads the source when it writes: what it is given is its prefix.
    if (has_prefix_) {
      batch["prefix_lengths"] = Tensor::from({std::ssize(rows)}, prefix_lengths);
    }
    return batch;
  }

  TaskScores validate() override {
    TaskScores scores;
    scores.loss = mean_loss();
    return scores;
  }

  TaskScores evaluate(std::uint64_t seed) override {
    const GenerationSettings settings = writing_settings(options_, model_.tokenizer);
    const std::vector<std::string> written =
        write_texts("texts", size(), [&](std::int64_t row) { return write(row, settings); });
    std::vector<std::vector<std::string>> references;
    for (const TextPair& pair : pairs_) references.push_back(pair.targets);
    TaskScores scores = score_texts(written, references, indices_, options_, seed);
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      scores.predictions[i].set("source", pairs_[i].source);
    }
    scores.loss = validate().loss;
    return scores;
  }

 private:
  std::int64_t length(std::int64_t row) const override {
    const Row& pair = rows_[static_cast<std::size_t>(row)];
    return std::ssize(pair.source) + std::ssize(pair.target);
  }

  std::string write(std::int64_t row, const GenerationSettings& settings) const {
    GenerationRequest request;
    request.input_ids = rows_[static_cast<std::size_t>(row)].source;
    request.settings = settings;
    keep_room(request.input_ids.size(), model_.model, request.settings);
    return write_text(model_, text_start(model_.model, request), request.settings);
  }

  TaskModel model_;
  TaskOptions options_;
  RowMaker maker_;
  bool has_prefix_;
  std::int64_t pad_id_;
  std::vector<std::int64_t> indices_;
  std::vector<TextPair> pairs_;
  std::vector<Row> rows_;
  std::int64_t num_truncated_ = 0;
};

class TextToText : public Task {
 public:
  explicit TextToText(TaskParts parts) : parts_(std::move(parts)) {}

  HeadSpec head() const override { return {}; }

  std::string main_metric() const override { return "bleu"; }
  void check_model(const Architecture& model) const override {
    const bool reads_text = dynamic_cast<const Autoregressive*>(&model) != nullptr ||
                            dynamic_cast<const EncoderDecoder*>(&model) != nullptr;
    if (reads_text) return;
    throw InputError("wrong-family", "text-to-text needs a model that writes texts from texts",
                     "choose an architecture that predicts the next token, or reads a source");
  }

  void check_examples(const std::string& split, std::int64_t most) const override {
    for_each_example(parts_.dataset, split, most, [&](const Example& example, std::int64_t index) {
      pair_of(example, split, index);
    });
  }

  std::vector<std::int64_t> training_indices() const override { return first_for_training(parts_); }

  std::unique_ptr<TaskExamples> examples(const TaskModel& model, const std::string& split,
                                         const std::vector<std::int64_t>& indices) const override {
    const RowExamples::Order order{parts_.options.length_buckets, false};
    return std::make_unique<TextPairs>(model, order, parts_.options, indices,
                                       pairs(split, indices));
  }

  /// The target of the most similar training source.
  TaskScores baseline(const std::vector<std::int64_t>& train, const std::string& split,
                      const std::vector<std::int64_t>& indices, std::uint64_t seed) const override {
    const std::vector<TextPair> known = pairs("train", train);
    std::vector<std::string> sources;
    for (const TextPair& pair : known) sources.push_back(pair.source);
    const NearestText model(sources);
    std::vector<std::string> written;
    std::vector<std::vector<std::string>> references;
    for (const TextPair& pair : pairs(split, indices)) {
      const std::int64_t nearest = model.nearest(pair.source);
      written.push_back(known[static_cast<std::size_t>(nearest)].targets.front());
      references.push_back(pair.targets);
    }
    TaskScores scores = score_texts(written, references, indices, parts_.options, seed);
    scores.details.set("name", "target of the nearest training source");
    return scores;
  }

 private:
  std::vector<TextPair> pairs(const std::string& split,
                              const std::vector<std::int64_t>& indices) const {
    std::vector<TextPair> result;
    for (const std::int64_t index : indices) {
      result.push_back(pair_of(parts_.dataset.example(split, index), split, index));
    }
    return result;
  }

  TaskParts parts_;
};

}  // namespace

std::unique_ptr<Task> text_to_text_task(TaskParts parts) {
  return std::make_unique<TextToText>(std::move(parts));
}

}  // namespace graft
