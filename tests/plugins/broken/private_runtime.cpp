// Linked with -static-libstdc++.
#include "counting.h"
#include "graft/plugin.h"

GRAFT_PLUGIN("test.private-runtime", "1.0.0", registry) {
  registry.dataset<graft::CountingDataset, graft::CountingOptions>("counting", "Numbers in order");
}
