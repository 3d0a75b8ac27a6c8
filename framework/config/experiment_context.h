#pragma once

#include <string>
#include <vector>

#include "framework/plugins/catalog.h"
#include "graft/value.h"

namespace graft {

/// What the readers of an experiment's sections share: where things are looked up, and every
/// mistake found so far.
struct ExperimentContext {
  const PluginCatalog& catalog;
  std::string folder;  // where the experiment lies, absolute
  std::vector<Problem> problems;
  /// False where a manifest could not be read: what the catalog lacks may be there.
  bool knows_all_components = true;

  void report(const Value& value, std::string code, std::string message, std::string hint = "") {
    problems.push_back(value.problem(std::move(code), std::move(message), std::move(hint)));
  }
};

}  // namespace graft
