#include <memory>

#include "graft/plugin.h"

GRAFT_PLUGIN("test.no-components", "1.0.0", registry) {
  // Builds a component and forgets to add it.
  const auto component = std::make_unique<graft::Component>();
  component->kind = registry.components().empty() ? graft::Kind::kPrompt : graft::Kind::kDataset;
}
