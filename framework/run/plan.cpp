#include "framework/run/plan.h"

#include <algorithm>
#include <memory>

#include "framework/data/classification_data.h"
#include "framework/model_io/model_folder.h"
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

}  // namespace

std::vector<StagePlan> plan_experiment(const Experiment& experiment, PluginCatalog& catalog) {
  std::vector<StagePlan> plans;
  for (const Stage& stage : experiment.stages) {
    StagePlan plan{stage.name, name_of(stage.kind), components_text(stage), {}, 0};
    if (stage.kind == StageKind::kPretrain || stage.kind == StageKind::kAdapt) {
      HeadSpec head;
      if (stage.kind == StageKind::kAdapt) {
        head.kind = HeadKind::kSequenceClassification;
        const auto dataset = catalog.load(Kind::kDataset, stage.task->data.name)
                                 .factories.dataset(stage.task->data.options);
        head.labels = read_labels(*dataset);
      }
      StageModel model;
      model.model = planned_model(experiment, stage, catalog, head);
      set_trainable(*model.model, true);
      if (stage.adapter) {
        Rng rng(kAnySeed);
        model.adapter = catalog.load(Kind::kAdapter, stage.adapter->name)
                            .factories.adapter(stage.adapter->options);
        model.adapter->attach(*model.model, rng);
      }
      plan.count = count_parameters(model);
      plan.steps = stage.train.steps.value_or(0);
    }
    plans.push_back(std::move(plan));
  }
  return plans;
}

}  // namespace graft
