#include "counting.h"
#include "gone.h"
#include "graft/plugin.h"

GRAFT_PLUGIN("test.missing-library", "1.0.0", registry) {
  if (acme::number_of_wings() != 2) return;
  registry.dataset<graft::CountingDataset, graft::CountingOptions>("counting", "Numbers in order");
}
