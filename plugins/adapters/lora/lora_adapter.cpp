#include "lora_adapter.h"

#include <algorithm>

#include "graft/error.h"
#include "target_points.h"

namespace graft {

namespace {

constexpr const char* kPrefix = "base_model.model.";

/// "score.weight" -> "score"
std::string module_of(const std::string& parameter) {
  const std::size_t dot = parameter.rfind('.');
  return dot == std::string::npos ? parameter : parameter.substr(0, dot);
}

/// True if the parameter lies in a module whose name ends with one of `names`.
bool lies_in(const std::string& parameter, const std::vector<std::string>& names) {
  for (std::string module = module_of(parameter); !module.empty();) {
    const auto ends = [&](const std::string& name) { return module.ends_with(name); };
    if (std::any_of(names.begin(), names.end(), ends)) return true;
    const std::size_t dot = module.rfind('.');
    module = dot == std::string::npos ? "" : module.substr(0, dot);
  }
  return false;
}

}  // namespace

LoraAdapter::LoraAdapter(const LoraOptions& options) : options_(options) {
  if (options_.target_regex && !options_.target_modules.empty()) {
    throw InputError("conflicting-options", "target_modules and target_regex are both given",
                     "keep one of them");
  }
}

void LoraAdapter::attach(Module& model, Rng& rng) {
  const std::vector<NamedGraftPoint> targets = target_points(model.graft_points(), options_);
  choose_trainable(model);
  for (const NamedGraftPoint& target : targets) {
    auto graft = std::make_shared<LoraGraft>(options_, *target.point, rng);
    target.point->attach(graft);
    updates_.push_back(Update{target, std::move(graft)});
  }
}

void LoraAdapter::choose_trainable(Module& model) {
  for (NamedParameter parameter : model.parameters()) {
    const bool trains = parameter.in_head || lies_in(parameter.name, options_.modules_to_save);
    parameter.tensor.set_requires_grad(trains);
    const std::string module = module_of(parameter.name);
    const bool is_listed = std::find(trained_modules_.begin(), trained_modules_.end(), module) !=
                           trained_modules_.end();
    if (trains && !is_listed) trained_modules_.push_back(module);
  }
}

std::vector<NamedParameter> LoraAdapter::parameters() const {
  std::vector<NamedParameter> parameters;
  for (const auto& [target, graft] : updates_) {
    const std::string path = kPrefix + target.name;
    parameters.push_back({path + ".lora_A.weight", graft->lora_a(), target.block, target.in_head});
    parameters.push_back({path + ".lora_B.weight", graft->lora_b(), target.block, target.in_head});
  }
  return parameters;
}

Value LoraAdapter::config() const {
  LoraTargets targets;
  targets.trained_modules = trained_modules_;
  for (const auto& [target, graft] : updates_) {
    targets.points.push_back(target.name);
    if (target.point->weight_layout == WeightLayout::kInOut) targets.fan_in_fan_out = true;
  }
  return write_peft_config(options_, targets);
}

void LoraAdapter::merge() {
  for (auto& [target, graft] : updates_) graft->merge(*target.point);
}

void LoraAdapter::unmerge() {
  for (auto& [target, graft] : updates_) graft->unmerge(*target.point);
}

}  // namespace graft
