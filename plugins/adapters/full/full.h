#pragma once

#include <vector>

#include "graft/options.h"
#include "graft/roles/adapter.h"

namespace graft {

struct FullOptions {
  static Schema<FullOptions> schema() { return {}; }
};

/// Trains every parameter of the model and adds none.
class FullAdapter : public Adapter {
 public:
  explicit FullAdapter(const FullOptions& options);

  void attach(Module& model, Rng& rng) override;
  std::vector<NamedParameter> parameters() const override { return {}; }
  Value config() const override { return Value(); }
  void merge() override {}
  void unmerge() override {}
};

}  // namespace graft
