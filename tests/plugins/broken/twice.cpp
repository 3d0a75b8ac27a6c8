#include "counting.h"
#include "graft/plugin.h"

GRAFT_PLUGIN("test.twice", "1.0.0", registry) {
  registry.dataset<graft::CountingDataset, graft::CountingOptions>("counting", "Numbers in order");
  registry.dataset<graft::CountingDataset, graft::CountingOptions>("counting", "And once more");
}
