#include "framework/run/stage_check.h"

#include <algorithm>
#include <limits>

#include "framework/data/image_text_data.h"
#include "framework/data/labels.h"
#include "framework/data/splits.h"
#include "framework/data/token_stream.h"
#include "framework/model_io/model_folder.h"
#include "framework/run/prompt_fit.h"
#include "framework/run/stage_counts.h"
#include "framework/run/task_results.h"
#include "framework/run/trial_batch.h"
#include "framework/run/verbalizer.h"
#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/image.h"
#include "graft/random.h"

namespace graft {

namespace {

constexpr std::uint64_t kAnySeed = 0;
constexpr std::size_t kTrialExamples = 256;
constexpr std::int64_t kCutExamples = 2000;  // that are cut to count the rows of all
constexpr double kLearnedBytes = 3.5;        // about, in a token of a vocabulary of some thousands
constexpr std::int64_t kAll = std::numeric_limits<std::int64_t>::max();

/// Vocabulary that the experiment's tokenizer will have, if its options say so; else 0.
std::int64_t planned_vocab_size(const Experiment& experiment) {
  if (!experiment.tokenizer) return 0;
  const Value* size = experiment.tokenizer->options.find("vocab_size");
  return size != nullptr && size->is_int() ? size->as_int() : 0;
}

/// The folder that the model of a stage comes from in the end; empty: it is built by a stage.
std::string origin_folder(const Experiment& experiment, const Stage& stage) {
  const Stage* current = &stage;
  while (current->from_is_stage) current = experiment.find(current->from);
  return current->from;
}

/// A tokenizer with the special tokens that the experiment's will have, which learned nothing.
std::unique_ptr<Tokenizer> untrained_tokenizer(const TokenizerUse& use, PluginCatalog& catalog) {
  return catalog.load(Kind::kTokenizer, use.name)
      .factories.train_tokenizer(use.options, [](std::string&) { return false; });
}

/// The tokenizer that a stage will use, where it is there already; else null.
std::unique_ptr<Tokenizer> known_tokenizer(const Experiment& experiment, const Stage& stage,
                                           PluginCatalog& catalog,
                                           const std::string& tokenizer_folder) {
  const std::string origin = origin_folder(experiment, stage);
  if (!origin.empty() && declares_tokenizer(origin, catalog)) {
    return load_tokenizer(origin, catalog);
  }
  if (!experiment.tokenizer) return nullptr;
  const TokenizerUse& use = *experiment.tokenizer;
  if (!use.folder.empty()) return load_tokenizer(use.folder, catalog);
  if (!tokenizer_folder.empty()) return load_tokenizer(tokenizer_folder, catalog);
  if (planned_vocab_size(experiment) > 0) return nullptr;
  // A tokenizer without a size of its own learns nothing from text: it can be made at once.
  return untrained_tokenizer(use, catalog);
}

/// What stands in for the tokenizer that will be trained; null where it cannot be made.
std::unique_ptr<Tokenizer> stand_in_for(const Experiment& experiment, PluginCatalog& catalog) {
  if (!experiment.tokenizer) return nullptr;
  try {
    return untrained_tokenizer(*experiment.tokenizer, catalog);
  } catch (const InputError&) {
    return nullptr;  // one that cannot do without text says nothing about it
  }
}

}  // namespace

StageCheck::StageCheck(const Experiment& experiment, const Stage& stage, PluginCatalog& catalog,
                       const std::string& tokenizer_folder)
    : experiment_(experiment),
      stage_(stage),
      catalog_(catalog),
      tokenizer_(known_tokenizer(experiment, stage, catalog, tokenizer_folder)) {
  if (tokenizer_) return;
  tokenizer_ = stand_in_for(experiment, catalog);
  is_stand_in_ = true;
}

std::optional<PlannedTraining> StageCheck::run() {
  HeadSpec head;
  if (stage_.task) {
    check_task();
    head = task_->head();
  }
  if (stage_.prompt) check_prompt(head.labels);
  if (stage_.kind != StageKind::kPretrain && stage_.kind != StageKind::kAdapt) return {};
  PlannedTraining planned;
  planned.model = model_with_adapter(head);
  Architecture& model = *planned.model.model;
  if (task_) at(stage_.mark, [&] { task_->check_model(model); });
  if (stage_.data) check_data(model);
  planned.steps = [this, &model] {
    return at(stage_.mark, [this, &model] { return planned_steps(model); });
  };
  const bool learns = stage_.task || dynamic_cast<TextObjective*>(&model) != nullptr ||
                      dynamic_cast<ImageTextObjective*>(&model) != nullptr;
  if (tokenizer_ && learns) {
    planned.batch = [this, &model](std::int64_t rows) { return trial_batch(model, rows); };
  }
  return planned;
}

PlannedSteps StageCheck::planned_steps(Architecture& model) {
  const TrainOptions& options = stage_.train;
  if (options.steps) return {*options.steps};
  if (task_) {
    const Count rows = task_rows(model);
    if (rows.value <= 0) return {};
    return {steps_of(options, task_->epoch_batches(rows.value, options.batch_size)), rows.is_exact};
  }
  if (dynamic_cast<const ImageTextObjective*>(&model) != nullptr) {
    const std::int64_t examples = open(*stage_.data)->size("train");
    return {steps_of(options, static_cast<double>(image_text_epoch(examples, options.batch_size)))};
  }
  const auto* objective = dynamic_cast<const TextObjective*>(&model);
  if (objective == nullptr || !tokenizer_) return {};
  const Count tokens = text_tokens(*open(*stage_.data));
  const std::int64_t windows = epoch_windows(
      static_cast<std::int64_t>(tokens.value),
      training_window(*objective, token_traits(*tokenizer_), options.sequence_length));
  return {steps_of(options, static_cast<double>(windows) / static_cast<double>(options.batch_size)),
          tokens.is_exact};
}

/// Rows of the task's training batches in one pass; 0: not known.
StageCheck::Count StageCheck::task_rows(Architecture& model) {
  switch (task_->training_rows()) {
    case TrainingRows::kAsCut:
      return cut_rows(model);
    case TrainingRows::kFromAllText: {
      const auto* objective = dynamic_cast<const TextObjective*>(&model);
      if (objective == nullptr || !tokenizer_) return {};
      const Count tokens = text_tokens(*dataset_);
      const std::int64_t windows = ordered_windows(static_cast<std::int64_t>(tokens.value),
                                                   objective->window(token_traits(*tokenizer_)));
      return {static_cast<double>(windows), tokens.is_exact};
    }
    case TrainingRows::kOneEach:
      break;
  }
  return {static_cast<double>(task_->training_indices().size())};
}

/// Tokens of the training texts. One that is still to be trained will have longer tokens than what
/// stands in for it, which may know no more than bytes.
StageCheck::Count StageCheck::text_tokens(const Dataset& dataset) const {
  const TokenCount count = count_tokens(dataset, "train", *tokenizer_);
  if (!is_stand_in_) return {count.tokens, count.is_exact};
  return {std::min(count.tokens, count.bytes / kLearnedBytes), false};
}

/// Rows of examples that are cut where they are too long; how many are, only tokens tell.
StageCheck::Count StageCheck::cut_rows(Architecture& model) {
  const std::vector<std::int64_t> indices = task_->training_indices();
  const std::int64_t examples = std::ssize(indices);
  if (!tokenizer_ || is_stand_in_) return {static_cast<double>(examples), false};
  std::vector<std::int64_t> some;
  const std::int64_t count = std::min(examples, kCutExamples);
  for (std::int64_t i = 0; i < count; ++i) {
    some.push_back(indices[static_cast<std::size_t>(i * examples / count)]);
  }
  if (some.empty()) return {};
  const std::int64_t cut = task_->examples({model, *tokenizer_}, "train", some)->size();
  return {static_cast<double>(cut) * static_cast<double>(examples) / static_cast<double>(count),
          count == examples};
}

Batch StageCheck::trial_batch(Architecture& model, std::int64_t rows) {
  if (task_) {
    std::vector<std::int64_t> some = task_->training_indices();
    some.resize(std::min(some.size(), kTrialExamples));
    return task_->examples({model, *tokenizer_}, "train", some)->longest_batch(rows);
  }
  if (dynamic_cast<const ImageTextObjective*>(&model) != nullptr) {
    return image_text_trial_batch(*open(*stage_.data), caption_columns(stage_.data->captions),
                                  *tokenizer_, model, rows);
  }
  return text_trial_batch(*tokenizer_, model, stage_.train.sequence_length, rows);
}

std::unique_ptr<Dataset> StageCheck::open(const DataUse& data) {
  return open_dataset(catalog_, data);
}

std::unique_ptr<Architecture> StageCheck::planned_model(const Stage& stage, const HeadSpec& head) {
  Rng rng(kAnySeed);
  if (!stage.model) {
    if (stage.from_is_stage) return planned_model(*experiment_.find(stage.from), head);
    return load_model(stage.from, catalog_, head, rng).model;
  }
  return at(stage.model->mark, [&] {
    const Component& component = catalog_.load(Kind::kArchitecture, stage.model->name);
    Value options = stage.model->options;
    const Value* size = options.find("vocab_size");
    if (is_stand_in_ && size != nullptr && (size->is_null() || size->as_int() == 0)) {
      options.set("vocab_size", std::max<std::int64_t>(1, planned_vocab_size(experiment_)));
    }
    if (tokenizer_) complete_from_tokenizer(*stage.model, component.schema, *tokenizer_, options);
    return component.factories.architecture(options, head, rng);
  });
}

StageModel StageCheck::model_with_adapter(const HeadSpec& head) {
  StageModel model;
  model.model = at(stage_.mark, [&] { return planned_model(stage_, head); });
  set_trainable(*model.model, true);
  if (stage_.adapter) {
    Rng rng(kAnySeed);
    attach_adapter(experiment_, *stage_.adapter, catalog_, model, rng);
  }
  return model;
}

void StageCheck::require_validation(const Dataset& dataset) const {
  if (!stage_.train.early_stopping_patience || has_split(dataset, "validation")) return;
  throw InputError("no-validation-data",
                   "train.early_stopping_patience needs a validation split, and the data has none",
                   "add one, or remove early_stopping_patience");
}

void StageCheck::check_data(Architecture& model) {
  if (dynamic_cast<const ImageTextObjective*>(&model) != nullptr) {
    check_images(model);
  } else {
    check_text(dynamic_cast<const TextObjective*>(&model));
  }
}

/// Passes a batch of the first image of each split and its text through the model.
void StageCheck::check_images(Architecture& model) {
  const auto& objective = dynamic_cast<const ImageTextObjective&>(model);
  at(stage_.train_mark, [&] {
    if (objective.needs_distinct_texts() && stage_.train.batch_size < 2) {
      throw InputError(
          "out-of-range",
          "train.batch_size: this model learns to tell the texts of a batch apart, and "
          "a batch has one",
          "give at least 2");
    }
    if (stage_.train.sequence_length) {
      throw InputError("bad-value", "train.sequence_length: each image has a text of its own",
                       "remove it");
    }
  });
  at(stage_.data->mark, [&] {
    const auto dataset = open(*stage_.data);
    const ImageInput input = dynamic_cast<const Multimodal&>(model).image_input();
    const std::vector<std::string> columns = caption_columns(stage_.data->captions);
    dataset->size("train");  // throws where there is none
    for (const std::string& split : dataset->splits()) {
      if (dataset->size(split) == 0) continue;
      const Example example = dataset->example(split, 0);
      for (const std::string& column : columns) captions_at(example, column, split, 0);
      const auto* const picture = std::get_if<Tensor>(&example.at("image"));
      if (picture == nullptr) {
        throw InputError("no-image", "`image` is no picture", "use a dataset of images");
      }
      if (!tokenizer_) continue;
      const EncodeOptions plain{.add_special_tokens = false, .parse_special_tokens = false};
      const std::string text = captions_at(example, columns.front(), split, 0).front();
      const Tensor pixels = pixel_values(*picture, input.size, input.mean, input.std);
      Rng rng(kAnySeed);
      const Batch batch = objective.pretraining_batch(pixels.view({1, 3, input.size, input.size}),
                                                      {tokenizer_->encode(text, plain)},
                                                      token_traits(*tokenizer_), rng);
      const NoGradient no_gradient;
      ForwardContext context;
      context.logits = false;
      (void)model.forward(batch, context);
    }
    at(stage_.train_mark, [&] { require_validation(*dataset); });
  });
}

void StageCheck::check_text(const TextObjective* objective) {
  at(stage_.data->mark, [&] {
    if (!stage_.data->captions.empty()) {
      throw InputError("bad-value", "data.captions: this model learns from text alone",
                       "remove it; `text` of the data names the column with the text");
    }
    const auto texts = open(*stage_.data);
    if (texts->size("train") > 0) text_at(texts->example("train", 0), "text", "train", 0);
    at(stage_.train_mark, [&] { require_validation(*texts); });
    if (tokenizer_ && objective != nullptr) {
      const TextObjective::Window window = at(stage_.train_mark, [&] {
        return training_window(*objective, token_traits(*tokenizer_), stage_.train.sequence_length);
      });
      require_window(*texts, "train", *tokenizer_, window);
    }
  });
}

/// The labels that the model of an evaluation was trained on; empty: it has none.
std::vector<std::string> StageCheck::trained_labels() {
  if (!task_has_head(stage_.task->kind)) return {};
  if (stage_.from_is_stage) {
    const TaskUse& source = *experiment_.find(stage_.from)->task;
    const auto dataset = open(source.data);
    return make_task(source, *dataset, {}, TaskParts::kEvaluationRows)->head().labels;
  }
  const HeadSpec head = model_head(stage_.from, catalog_);
  if (head.kind != HeadKind::kPretraining) return head.labels;
  throw InputError("bad-value", "the model in `" + stage_.from + "` has no head for a task",
                   "evaluate an adapted model, or use a prompt stage");
}

void StageCheck::check_task() {
  at(stage_.task->data.mark, [&] {
    dataset_ = open(stage_.task->data);
    task_ = make_task(
        *stage_.task, *dataset_,
        stage_.kind == StageKind::kEvaluate ? trained_labels() : std::vector<std::string>(),
        stage_.train.batch_size);
    if (stage_.kind == StageKind::kAdapt && !task_->is_trainable()) {
      throw InputError("bad-value", stage_.task->kind + " is evaluated only, there is no training",
                       "use a stage of kind evaluate");
    }
    task_->check_examples(final_split(*dataset_), most_examples(stage_).value_or(kAll));
    if (stage_.kind == StageKind::kEvaluate) check_evaluation();
    if (stage_.kind != StageKind::kAdapt) return;
    task_->training_indices();
    task_->check_examples("train", kAll);
    at(stage_.train_mark, [&] {
      require_validation(*dataset_);
      require_metric();
    });
    if (has_split(*dataset_, "validation")) task_->check_examples("validation", kAll);
  });
}

/// The model has the head that the task needs, and the simple method beside it can learn.
void StageCheck::check_evaluation() {
  HeadSpec head;
  if (!stage_.from_is_stage) {
    head = model_head(stage_.from, catalog_);
  } else if (const auto& source = experiment_.find(stage_.from)->task) {
    const auto dataset = open(source->data);
    head = make_task(*source, *dataset, {}, TaskParts::kEvaluationRows)->head();
  }
  require_head(experiment_, stage_, head, *task_);
  at(stage_.mark, [&] { task_->check_model(*planned_model(stage_, head)); });
  if (!stage_.task->options.baseline || !has_split(*dataset_, "train")) return;
  task_->training_indices();
  task_->check_examples("train", kAll);
}

/// Early stopping goes by the loss, or by what the task measures on validation data.
void StageCheck::require_metric() const {
  const std::string& wanted = stage_.train.early_stopping_metric;
  const std::string own = "valid_" + task_->main_metric();
  const bool measures = task_has_head(stage_.task->kind);
  if (wanted == "valid_loss" || (measures && wanted == own)) return;
  throw InputError("bad-value",
                   "train.early_stopping_metric: this training does not measure `" + wanted + "`",
                   measures ? "write valid_loss or " + own : "write valid_loss");
}

void StageCheck::check_prompt(const std::vector<std::string>& labels) {
  at(stage_.prompt->mark, [&] {
    if (stage_.task->kind != "classification" || labels.size() < 2 ||
        stage_.task->options.problem_type != HeadSpec{}.problem_type) {
      throw InputError("bad-value", "prompts are asked about classes, one for each text",
                       "write `task: {kind: classification, …}`");
    }
    const bool has_head =
        !stage_.from_is_stage && model_head(stage_.from, catalog_).kind != HeadKind::kPretraining;
    if (has_head) {
      throw InputError("bad-value", "the model in `" + stage_.from + "` does not predict words",
                       "prompt a model without a head of its own");
    }
    const auto model = planned_model(stage_, HeadSpec{});
    const auto* next_token = dynamic_cast<const Autoregressive*>(model.get());
    if (next_token == nullptr) {
      throw InputError("bad-value", "prompts are scored by models that predict the next token",
                       "prompt an autoregressive model");
    }
    const auto prompt =
        catalog_.load(Kind::kPrompt, stage_.prompt->name).factories.prompt(stage_.prompt->options);
    label_words(*prompt, labels);
    const Dataset* const dataset = dataset_.get();
    const Example item = dataset->example(final_split(*dataset), 0);
    std::vector<Example> demonstrations;
    const auto most_shots = stage_.task->options.train_examples;
    if (most_shots && stage_.prompt->shots > *most_shots) {
      throw InputError("conflicting-option",
                       "prompt.shots: " + std::to_string(stage_.prompt->shots) +
                           " examples are wanted, and task.train_examples allows " +
                           std::to_string(*most_shots),
                       "ask for fewer, or allow more");
    }
    if (stage_.prompt->shots > 0) {
      choose_examples(*dataset, labels, stage_.prompt->shots, "prompt.shots");
      demonstrations.push_back(dataset->example("train", 0));
    }
    prompt->render(item, demonstrations);
    if (!tokenizer_ || is_stand_in_) return;
    bool cut = false;
    const Verbalizer verbalizer = read_verbalizer(*prompt, labels, *tokenizer_);
    fit_prompt(*prompt, item, demonstrations, *tokenizer_, prompt_room(*next_token, verbalizer),
               cut);
  });
}

}  // namespace graft
