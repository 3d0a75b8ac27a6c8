#include "framework/run/plan.h"

#include <algorithm>
#include <memory>

#include "framework/data/classification_data.h"
#include "framework/model_io/model_folder.h"
#include "framework/run/input_place.h"
#include "framework/run/stage_model.h"
#include "framework/run/stages.h"
#include "framework/run/verbalizer.h"
#include "graft/error.h"
#include "graft/random.h"

namespace graft {

namespace {

constexpr std::uint64_t kAnySeed = 0;

/// Vocabulary that the experiment's tokenizer will have, if its options say so; else 0.
std::int64_t planned_vocab_size(const Experiment& experiment) {
  if (!experiment.tokenizer) return 0;
  const Value* size = experiment.tokenizer->options.find("vocab_size");
  return size != nullptr && size->is_int() ? size->as_int() : 0;
}

std::unique_ptr<Tokenizer> existing_tokenizer(const Experiment& experiment,
                                              PluginCatalog& catalog) {
  if (!experiment.tokenizer) return nullptr;
  const TokenizerUse& use = *experiment.tokenizer;
  if (!use.folder.empty()) return load_tokenizer(use.folder, catalog);
  if (planned_vocab_size(experiment) > 0) return nullptr;
  // A tokenizer without a size of its own learns nothing from text: it can be made at once.
  return catalog.load(Kind::kTokenizer, use.name)
      .factories.train_tokenizer(use.options, [](std::string&) { return false; });
}

std::unique_ptr<Architecture> planned_model(const Experiment& experiment, const Stage& stage,
                                            PluginCatalog& catalog, const HeadSpec& head) {
  Rng rng(kAnySeed);
  if (stage.model) {
    const Component& component = catalog.load(Kind::kArchitecture, stage.model->name);
    Value options = stage.model->options;
    const Value* size = options.find("vocab_size");
    if (size != nullptr && (size->is_null() || size->as_int() == 0)) {
      std::int64_t vocab_size = planned_vocab_size(experiment);
      if (const auto tokenizer = existing_tokenizer(experiment, catalog)) {
        vocab_size = tokenizer->vocab_size();
      }
      options.set("vocab_size", std::max<std::int64_t>(1, vocab_size));
    }
    return component.factories.architecture(options, head, rng);
  }
  if (!stage.from_is_stage) return load_model(stage.from, catalog, head, rng).model;
  return planned_model(experiment, *experiment.find(stage.from), catalog, head);
}

std::string components_text(const Stage& stage) {
  std::string text;
  const auto add = [&text](const std::string& piece) {
    text += (text.empty() ? "" : ", ") + piece;
  };
  if (stage.model) add(stage.model->name);
  if (!stage.from.empty()) add("from " + stage.from);
  if (stage.adapter) add(stage.adapter->name);
  if (stage.prompt) add(stage.prompt->name);
  if (stage.data) add(stage.data->name);
  if (stage.task) add(stage.task->kind + " on " + stage.task->data.name);
  for (const std::string& name : stage.of) add(name);
  return text;
}

/// Whether the labels that later steps need are there.
void check_task(const Stage& stage, const Dataset& dataset,
                const std::vector<std::string>& labels) {
  const auto require_known = [&](const std::string& split) {
    const std::int64_t size = dataset.size(split);
    for (std::int64_t i = 0; i < size; ++i) {
      label_index(labels, dataset.example(split, i).text("label"), split, i);
    }
  };
  require_known(final_split(dataset));
  if (stage.kind == StageKind::kAdapt) {
    if (const auto count = stage.task->train_examples) {
      choose_examples(dataset, labels, *count, "task.train_examples");
    }
    if (has_split(dataset, "validation")) require_known("validation");
  } else if (stage.kind == StageKind::kPrompt && stage.prompt->shots > 0) {
    choose_examples(dataset, labels, stage.prompt->shots, "prompt.shots");
  }
}

/// Plans one stage, and finds what would stop it.
class StagePlanner {
 public:
  StagePlanner(const Experiment& experiment, const Stage& stage, PluginCatalog& catalog)
      : experiment_(experiment), stage_(stage), catalog_(catalog) {}

  StagePlan plan() {
    StagePlan plan{stage_.name, name_of(stage_.kind), components_text(stage_), {}, 0};
    HeadSpec head;
    if (stage_.data) check_text();
    if (stage_.task) head = planned_head();
    if (stage_.prompt) check_prompt(head.labels);
    if (stage_.kind == StageKind::kPretrain || stage_.kind == StageKind::kAdapt) {
      plan.count = count_parameters(with_adapter(head));
      plan.steps = stage_.train.steps.value_or(0);
    }
    return plan;
  }

 private:
  template <typename Work>
  auto at(const Mark& mark, const Work& work) {
    return with_place(experiment_.file, mark, work);
  }

  std::unique_ptr<Dataset> dataset(const DataUse& data) {
    return catalog_.load(Kind::kDataset, data.name).factories.dataset(data.options);
  }

  void check_text() {
    at(stage_.data->mark, [&] {
      const auto texts = dataset(*stage_.data);
      if (texts->size("train") > 0) texts->example("train", 0).text("text");
    });
  }

  HeadSpec planned_head() {
    return at(stage_.task->data.mark, [&] {
      const auto examples = dataset(stage_.task->data);
      HeadSpec head;
      head.kind = HeadKind::kSequenceClassification;
      if (stage_.kind == StageKind::kEvaluate) {  // the labels are those of the model
        final_split(*examples);
        return head;
      }
      head.labels = read_labels(*examples);
      check_task(stage_, *examples, head.labels);
      return head;
    });
  }

  void check_prompt(const std::vector<std::string>& labels) {
    at(stage_.prompt->mark, [&] {
      const auto prompt = catalog_.load(Kind::kPrompt, stage_.prompt->name)
                              .factories.prompt(stage_.prompt->options);
      label_words(*prompt, labels);
    });
  }

  StageModel with_adapter(const HeadSpec& head) {
    StageModel model;
    const Mark& mark = stage_.model ? stage_.model->mark : stage_.mark;
    at(mark, [&] { model.model = planned_model(experiment_, stage_, catalog_, head); });
    set_trainable(*model.model, true);
    if (!stage_.adapter) return model;
    at(stage_.adapter->mark, [&] {
      Rng rng(kAnySeed);
      model.adapter = catalog_.load(Kind::kAdapter, stage_.adapter->name)
                          .factories.adapter(stage_.adapter->options);
      model.adapter->attach(*model.model, rng);
    });
    return model;
  }

  const Experiment& experiment_;
  const Stage& stage_;
  PluginCatalog& catalog_;
};

}  // namespace

std::vector<StagePlan> plan_stages(const Experiment& experiment, PluginCatalog& catalog,
                                   const std::set<std::string>& stages) {
  std::vector<StagePlan> plans;
  std::vector<Problem> problems;
  std::set<std::string> told;  // several stages may read the same wrong file
  const auto collect = [&](const auto& work) {
    try {
      work();
    } catch (const InputError& error) {
      for (const Problem& problem : error.problems()) {
        if (told.insert(problem.text()).second) problems.push_back(problem);
      }
    }
  };
  collect([&] { check_tokenizer(experiment, catalog); });
  for (const Stage& stage : experiment.stages) {
    if (!stages.contains(stage.name)) continue;
    collect([&] { plans.push_back(StagePlanner(experiment, stage, catalog).plan()); });
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return plans;
}

std::vector<StagePlan> plan_experiment(const Experiment& experiment, PluginCatalog& catalog) {
  std::set<std::string> stages;
  for (const Stage& stage : experiment.stages) stages.insert(stage.name);
  return plan_stages(experiment, catalog, stages);
}

}  // namespace graft
