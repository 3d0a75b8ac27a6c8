#include "graft/plugin.h"

GRAFT_PLUGIN("test.throws-number", "1.0.0", registry) {
  throw static_cast<int>(registry.components().size());
}
