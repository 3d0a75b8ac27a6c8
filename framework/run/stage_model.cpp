#include "framework/run/stage_model.h"

#include <filesystem>
#include <optional>
#include <utility>

#include "framework/config/input_place.h"
#include "framework/model_io/model_folder.h"
#include "graft/error.h"
#include "graft/random.h"

namespace graft {

namespace {

namespace fs = std::filesystem;

bool is_adapter_folder(const std::string& folder) {
  return fs::exists(folder + "/adapter_config.json");
}

bool has_own_file(const Adapter& adapter) { return adapter.config().is_map(); }

std::string own_model_folder(const StageContext& context) { return context.folder() + "/model"; }

std::unique_ptr<Architecture> build_model(const StageContext& context, const ComponentUse& use,
                                          const Tokenizer& tokenizer, const HeadSpec& head) {
  const Component& component = context.catalog.load(Kind::kArchitecture, use.name);
  Value options = use.options;
  complete_from_tokenizer(use, component.schema, tokenizer, options);
  Rng rng(mix_seed(context.seed(), 6));
  return component.factories.architecture(options, head, rng);
}

StageModel loaded(const StageContext& context, const std::string& folder,
                  const std::optional<HeadSpec>& head) {
  Rng rng(mix_seed(context.seed(), 7));
  LoadedModel model = load_model(folder, context.catalog, head, rng);
  return {std::move(model.model), nullptr, folder, std::move(model.head),
          std::move(model.new_parameters)};
}

/// The folder of the model below the adapter of a stage: the stage's own, or the one it took.
std::string base_folder(const StageContext& context) {
  const std::string own = own_model_folder(context);
  return fs::exists(own + "/config.json") ? own : source_folder(context);
}

}  // namespace

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
      {"bos_token_id", special.bos},
      {"eos_token_id", special.eos},
      {"pad_token_id", special.pad ? special.pad : special.eos},
      {"mask_token_id", special.mask},
      {"cls_token_id", special.cls},
      {"sep_token_id", special.sep},
      {"image_token_id", special.image}};
  for (const auto& [name, id] : ids) {
    if (!id || schema.find(name) == nullptr || !options.at(name).is_null()) continue;
    options.set(name, *id);
  }
}

StageModel trained_model(const StageContext& context) {
  const std::string folder = source_folder(context);
  if (!is_adapter_folder(folder)) return loaded(context, folder, std::nullopt);
  if (!context.stage.from_is_stage) {
    throw InputError(
        {Problem{folder, 0, 0, "bad-value", "is an adapter folder, expected a model folder",
                 "name the stage or folder of the model"}});
  }
  const StageContext source{context.experiment, *context.experiment.find(context.stage.from),
                            context.catalog, context.run};
  StageModel result = loaded(context, base_folder(source), adapter_head(folder, context.catalog));
  Rng rng(mix_seed(context.seed(), 7));
  result.adapter = load_adapter(folder, context.catalog, *result.model, rng);
  result.new_parameters.clear();
  return result;
}

StageModel starting_model(const StageContext& context, const Tokenizer& tokenizer,
                          const HeadSpec& head) {
  if (context.stage.from.empty()) {
    StageModel fresh;
    fresh.model = build_model(context, *context.stage.model, tokenizer, head);
    fresh.head = head;
    return fresh;
  }
  const std::string source = source_folder(context);
  if (!is_adapter_folder(source)) return loaded(context, source, head);

  {
    const StageModel adapted = trained_model(context);
    adapted.adapter->merge();
    for (NamedGraftPoint& named : adapted.model->graft_points()) named.point->detach_all();
    save_model(own_model_folder(context), *adapted.model);
    tokenizer.save(own_model_folder(context));
  }
  return loaded(context, own_model_folder(context), head);
}

void attach_adapter(const Experiment& experiment, const ComponentUse& use, PluginCatalog& catalog,
                    StageModel& model, Rng& rng) {
  with_place(experiment.file, use.mark, [&] {
    model.adapter = catalog.load(Kind::kAdapter, use.name).factories.adapter(use.options);
    model.adapter->attach(*model.model, rng);
    for (NamedParameter parameter : model.model->parameters()) {
      if (parameter.is_new) parameter.tensor.set_requires_grad(true);
    }
  });
}

void keep_base(const StageContext& context, const Tokenizer& tokenizer, StageModel& model) {
  if (!model.folder.empty() || !model.adapter || !has_own_file(*model.adapter)) return;
  model.folder = own_model_folder(context);
  save_model(model.folder, *model.model);
  tokenizer.save(model.folder);
}

std::string save_stage_model(const std::string& folder, const StageModel& trained,
                             const Tokenizer& tokenizer) {
  const bool as_adapter = trained.adapter != nullptr && has_own_file(*trained.adapter);
  std::string target = folder + (as_adapter ? "/adapter" : "/model");
  fs::remove_all(target);
  fs::create_directories(target);
  if (as_adapter) {
    save_adapter(target, *trained.adapter, *trained.model, trained.folder);
  } else {
    save_model(target, *trained.model);
  }
  tokenizer.save(target);
  return target;
}

}  // namespace graft
