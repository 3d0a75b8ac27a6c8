#pragma once

#include <memory>
#include <utility>
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
      gains_.emplace_back(named.point, factor->values);
    }
  }
  std::vector<NamedParameter> parameters() const override { return parameters_; }
  Value config() const override {
    Value config = Value::map();
    config.set("peft_type", "TINY_GAIN");
    config.set("targets", options_.targets);
    return config;
  }
  void merge() override {
    for (auto& [point, gain] : gains_) {
      base_.push_back(point->weight.clone());
      base_.push_back(point->bias.clone());
      for (std::int64_t out = 0; out < point->out_features(); ++out) {
        const float factor = gain.data<float>()[out];
        point->bias.data<float>()[out] *= factor;
        for (std::int64_t in = 0; in < point->in_features(); ++in) {
          point->weight.data<float>()[out * point->in_features() + in] *= factor;
        }
      }
    }
  }
  void unmerge() override {
    for (std::size_t i = 0; i < gains_.size(); ++i) {
      gains_[i].first->weight.copy_from(base_.at(2 * i));
      gains_[i].first->bias.copy_from(base_.at(2 * i + 1));
    }
    base_.clear();
  }

 private:
  struct Factor : Graft {
    Tensor output(const Tensor&, const Tensor& output, ForwardContext&) override {
      return multiply(output, values);
    }
    Tensor values;
  };

  GainOptions options_;
  std::vector<NamedParameter> parameters_;
  std::vector<std::pair<GraftPoint*, Tensor>> gains_;
  std::vector<Tensor> base_;  // weight and bias of each point before the merge
};

}  // namespace graft
