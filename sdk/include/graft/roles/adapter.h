#pragma once

#include <string>
#include <vector>

#include "graft/export.h"
#include "graft/nn/module.h"
#include "graft/random.h"
#include "graft/value.h"

namespace graft {

inline constexpr const char* kAdapterInterface = "graft.adapter/1";

/// Chooses what trains in a model and attaches small trainable pieces at its graft points. One
/// instance serves one model, which must outlive it.
class GRAFT_API Adapter {
 public:
  virtual ~Adapter();

  /// Attaches to `model` and sets `requires_grad` on all its parameters. Those of the head
  /// stay trainable; the host sees to it that those that are new do, too. Throws InputError for
  /// patterns that match nothing.
  virtual void attach(Module& model, Rng& rng) = 0;

  /// What the adapter adds to the model, by the names of the published adapter files (without the
  /// trained parts of the model itself, which the host saves beside them).
  virtual std::vector<NamedParameter> parameters() const = 0;

  /// `adapter_config.json` in the published layout, or null where there is none: then the trained
  /// model is saved whole.
  virtual Value config() const = 0;

  /// Folds the adapter into the model's own weights, so that the model alone computes the same.
  /// Does nothing for adapters that add nothing. Throws Error where that is impossible.
  virtual void merge() = 0;
  /// Undoes `merge`, bit for bit.
  virtual void unmerge() = 0;
};

}  // namespace graft
