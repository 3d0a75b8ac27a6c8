#pragma once

#include <memory>
#include <vector>

#include "graft/error.h"
#include "graft/ops/elementwise.h"
#include "graft/options.h"
#include "graft/roles/adapter.h"

namespace graft {

struct GainOptions {
  std::vector<std::string> targets = {"*"};

  static Schema<GainOptions> schema() {
    return Schema<GainOptions>().field("targets", &GainOptions::targets, "patterns of linear maps");
  }
  static Value from_config(const Value& config) {
    Value options = Value::map();
    options.set("targets", config.at("targets"));
    return options;
  }
};

/// A learned factor on every output of a linear map, starting at 1. For tests of the host.
class Gain : public Adapter {
 public:
  explicit Gain(const GainOptions& options) : options_(options) {}

  void attach(Module& model, Rng&) override {
    set_trainable(model, false);
    for (NamedParameter parameter : model.parameters()) {
      if (parameter.in_head) parameter.tensor.set_requires_grad(true);
    }
    for (const NamedGraftPoint& named :
         select_points(model.graft_points(), GraftPointKind::kLinear, options_.targets,
                       "adapter.options.targets")) {
      if (named.in_head) continue;
      auto factor = std::make_shared<Factor>();
      factor->values = Tensor::full({named.point->out_features()}, 1.0f);
      factor->values.set_requires_grad(true);
      parameters_.push_back({named.name + ".gain", factor->values, named.block, false});
      named.point->attach(factor);
    }
  }
  std::vector<NamedParameter> parameters() const override { return parameters_; }
  Value config() const override {
    Value config = Value::map();
    config.set("peft_type", "TINY_GAIN");
    config.set("targets", options_.targets);
    return config;
  }
  void merge() override { throw Error("gain: merging is not offered"); }
  void unmerge() override {}

 private:
  struct Factor : Graft {
    Tensor output(const Tensor&, const Tensor& output, ForwardContext&) override {
      return multiply(output, values);
    }
    Tensor values;
  };

  GainOptions options_;
  std::vector<NamedParameter> parameters_;
};

}  // namespace graft
