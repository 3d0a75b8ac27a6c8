#include "framework/run/stage_context.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "framework/model_io/model_folder.h"
#include "graft/error.h"
#include "graft/file.h"
#include "graft/random.h"

namespace graft {

namespace {

namespace fs = std::filesystem;

std::uint64_t text_hash(const std::string& text) {
  std::uint64_t hash = 14695981039346656037ull;  // FNV-1a
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  return hash;
}

StageContext context_of(const StageContext& context, const std::string& stage) {
  return {context.experiment, *context.experiment.find(stage), context.catalog, context.run};
}

}  // namespace

std::uint64_t StageContext::seed() const {
  return mix_seed(static_cast<std::uint64_t>(experiment.seed), text_hash(stage.name));
}

std::string source_folder(const StageContext& context) {
  if (!context.stage.from_is_stage) return context.stage.from;
  const std::string folder = context.run.stage(context.stage.from);
  return fs::exists(folder + "/adapter") ? folder + "/adapter" : folder + "/model";
}

std::unique_ptr<Tokenizer> open_tokenizer(const StageContext& context) {
  if (!context.stage.from.empty()) {
    const std::string folder = source_folder(context);
    if (has_tokenizer(folder, context.catalog)) return load_tokenizer(folder, context.catalog);
  }
  if (!context.experiment.tokenizer) {
    throw InputError(
        {Problem{context.experiment.file, context.stage.mark.line, context.stage.mark.column,
                 "missing-key", "stage `" + context.stage.name + "` has no tokenizer",
                 "add a `tokenizer:` block to the experiment"}});
  }
  const TokenizerUse& use = *context.experiment.tokenizer;
  return load_tokenizer(use.folder.empty() ? context.run.stage("tokenizer") : use.folder,
                        context.catalog);
}

std::unique_ptr<Dataset> open_dataset(const StageContext& context, const DataUse& data) {
  return context.catalog.load(Kind::kDataset, data.name).factories.dataset(data.options);
}

namespace {

/// Sets what a model takes from its tokenizer, where the options leave it open.
void complete_from_tokenizer(const ComponentUse& use, const OptionSchema& schema,
                             const Tokenizer& tokenizer, Value& options) {
  if (schema.find("vocab_size") != nullptr) {
    const Value& size = options.at("vocab_size");
    if (size.is_null() || size.as_int() == 0) {
      options.set("vocab_size", tokenizer.vocab_size());
    } else if (size.as_int() < tokenizer.vocab_size()) {
      size.fail("out-of-range",
                use.name + ".vocab_size: " + std::to_string(size.as_int()) +
                    " is less than the tokenizer's " + std::to_string(tokenizer.vocab_size()),
                "leave it out");
    }
  }
  const SpecialTokens special = tokenizer.special_tokens();
  const std::pair<const char*, std::optional<std::int64_t>> ids[] = {
      {"bos_token_id", special.bos}, {"eos_token_id", special.eos}, {"pad_token_id", special.pad}};
  for (const auto& [name, id] : ids) {
    if (!id || schema.find(name) == nullptr || !options.at(name).is_null()) continue;
    options.set(name, *id);
  }
}

}  // namespace

std::unique_ptr<Architecture> build_model(const StageContext& context, const ComponentUse& use,
                                          const Tokenizer& tokenizer, const HeadSpec& head) {
  const Component& component = context.catalog.load(Kind::kArchitecture, use.name);
  Value options = use.options;
  complete_from_tokenizer(use, component.schema, tokenizer, options);
  Rng rng(mix_seed(context.seed(), 6));
  return component.factories.architecture(options, head, rng);
}

StageModel open_model(const StageContext& context, const std::optional<HeadSpec>& head) {
  const std::string folder = source_folder(context);
  Rng rng(mix_seed(context.seed(), 7));
  StageModel result;
  if (!fs::exists(folder + "/adapter_config.json")) {
    LoadedModel loaded = load_model(folder, context.catalog, head, rng);
    result.model = std::move(loaded.model);
    result.head = std::move(loaded.head);
    result.new_parameters = std::move(loaded.new_parameters);
    result.folder = folder;
    return result;
  }
  if (!context.stage.from_is_stage) {
    throw InputError(
        {Problem{folder, 0, 0, "bad-value", "is an adapter folder, expected a model folder",
                 "name the stage or folder of the model"}});
  }
  // The model below the adapter, with the head that was trained with it.
  const StageContext below = context_of(context, context.stage.from);
  result = open_model(below, adapter_head(folder, context.catalog));
  merge_adapter(result);
  result.adapter = load_adapter(folder, context.catalog, *result.model, rng);
  result.new_parameters.clear();
  if (head && head->kind != result.head.kind) {
    throw InputError(
        {Problem{context.experiment.file, context.stage.mark.line, context.stage.mark.column,
                 "bad-value", "stage `" + context.stage.from + "` was adapted to another task",
                 "start from the stage that it came from"}});
  }
  return result;
}

void merge_adapter(StageModel& model) {
  if (!model.adapter) return;
  model.adapter->merge();
  for (NamedGraftPoint& named : model.model->graft_points()) named.point->detach_all();
  model.adapter.reset();
}

void save_stage_model(const std::string& folder, const StageModel& trained,
                      const Tokenizer& tokenizer) {
  const bool as_adapter = trained.adapter != nullptr && trained.adapter->config().is_map();
  const std::string target = folder + (as_adapter ? "/adapter" : "/model");
  fs::remove_all(target);
  fs::create_directories(target);
  if (as_adapter) {
    save_adapter(target, *trained.adapter, *trained.model, trained.folder);
  } else {
    save_model(target, *trained.model);
  }
  tokenizer.save(target);
}

std::int64_t max_length(const Architecture& model) {
  if (const auto* left = dynamic_cast<const Autoregressive*>(&model)) return left->max_positions();
  if (const auto* both = dynamic_cast<const Autoencoding*>(&model)) return both->max_positions();
  return 512;  // models without a limit of their own: as the published encoder-decoder tokenizers
}

std::int64_t padding_id(const Tokenizer& tokenizer) {
  const SpecialTokens special = tokenizer.special_tokens();
  return special.pad.value_or(special.eos.value_or(0));
}

}  // namespace graft
