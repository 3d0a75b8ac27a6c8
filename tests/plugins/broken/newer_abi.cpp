// What a plugin looks like that was built with an SDK of the future.
#include "graft/handshake.h"
#undef GRAFT_ABI_MAJOR
#define GRAFT_ABI_MAJOR 99u

#include "counting.h"
#include "graft/plugin.h"

GRAFT_PLUGIN("test.newer-abi", "1.0.0", registry) {
  registry.dataset<graft::CountingDataset, graft::CountingOptions>("counting", "Numbers in order");
}
