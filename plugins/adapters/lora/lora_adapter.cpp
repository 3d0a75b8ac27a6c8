#include "lora_adapter.h"

#include <algorithm>
#include <set>
#include <sstream>
#include <utility>

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

/// True if the parameter lies in a module that `pattern` matches.
bool lies_in(const std::string& parameter, const std::string& pattern) {
  for (std::size_t dot = parameter.find('.'); dot != std::string::npos;
       dot = parameter.find('.', dot + 1)) {
    if (matches_pattern(parameter.substr(0, dot), pattern)) return true;
  }
  return false;
}

/// What the modules around the parameters are called: "attn", "c_attn" …, without numbers.
std::vector<std::string> module_names(const std::vector<NamedParameter>& parameters) {
  std::set<std::string> names;
  for (const NamedParameter& parameter : parameters) {
    std::istringstream path(module_of(parameter.name));
    for (std::string name; std::getline(path, name, '.');) {
      if (name.find_first_not_of("0123456789") != std::string::npos) names.insert(name);
    }
  }
  return {names.begin(), names.end()};
}

std::string hint_for(const std::string& pattern, const std::vector<NamedParameter>& parameters) {
  const std::vector<std::string> names = module_names(parameters);
  const std::string near = nearest(pattern.substr(pattern.rfind('.') + 1), names);
  if (!near.empty()) return "did you mean `" + near + "`?";
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "`" : ", `") + name + "`";
  return "there are " + all;
}

void check_modules_to_save(const std::vector<NamedParameter>& parameters,
                           const LoraOptions& options) {
  std::vector<Problem> problems;
  for (const std::string& pattern : options.modules_to_save) {
    const auto is_in = [&pattern](const NamedParameter& parameter) {
      return lies_in(parameter.name, pattern);
    };
    if (pattern.empty()) {
      problems.push_back({"", 0, 0, "bad-value", "modules_to_save: a name is empty", "remove it"});
    } else if (!options.allow_unmatched &&
               std::none_of(parameters.begin(), parameters.end(), is_in)) {
      problems.push_back({"", 0, 0, "no-match",
                          "modules_to_save: `" + pattern + "` matches no module of this model",
                          hint_for(pattern, parameters)});
    }
  }
  if (!problems.empty()) throw InputError(std::move(problems));
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
  const std::vector<NamedParameter> parameters = model.parameters();
  check_modules_to_save(parameters, options_);
  const std::vector<std::string>& saved = options_.modules_to_save;
  for (NamedParameter parameter : parameters) {
    const bool is_saved = std::any_of(
        saved.begin(), saved.end(),
        [&parameter](const std::string& pattern) { return lies_in(parameter.name, pattern); });
    const bool trains = parameter.in_head || parameter.is_new || is_saved;
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
