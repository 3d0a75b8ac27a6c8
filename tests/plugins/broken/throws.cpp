#include <stdexcept>

#include "graft/plugin.h"

GRAFT_PLUGIN("test.throws", "1.0.0", registry) {
  throw std::runtime_error("no licence for " + std::to_string(registry.components().size()));
}
