#include "counting.h"
#include "graft/plugin.h"

GRAFT_PLUGIN("test.good", "1.2.3", registry) {
  registry.dataset<graft::CountingDataset, graft::CountingOptions>("counting", "Numbers in order");
}
