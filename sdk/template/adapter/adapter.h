#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "graft/options.h"
#include "graft/roles/adapter.h"
#include "scaling.h"

struct @CLASS@Options {
  std::vector<std::string> target_modules = {"*"};

  static graft::Schema<@CLASS@Options> schema() {
    return graft::Schema<@CLASS@Options>().field("target_modules", &@CLASS@Options::target_modules,
                                                 "patterns of linear maps outside the head");
  }
  /// The options in an `adapter_config.json`, as @CLASS@Adapter::config writes it.
  static graft::Value from_config(const graft::Value& config) {
    graft::Value options = graft::Value::map();
    options.set("target_modules", config.at("target_modules"));
    return options;
  }
};

/// Trains the head and one factor for each output of the chosen linear maps; all else is frozen.
class @CLASS@Adapter : public graft::Adapter {
 public:
  explicit @CLASS@Adapter(@CLASS@Options options) : options_(std::move(options)) {}

  void attach(graft::Module& model, graft::Rng& rng) override;
  std::vector<graft::NamedParameter> parameters() const override;
  graft::Value config() const override;
  void merge() override;
  void unmerge() override;

 private:
  struct Grafted {
    graft::NamedGraftPoint target;
    std::shared_ptr<Scaling> scaling;
  };
  @CLASS@Options options_;
  std::vector<Grafted> grafted_;
};
