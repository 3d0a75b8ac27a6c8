#include "counting.h"
#include "graft/plugin.h"

namespace acme {
int number_of_wheels(const std::string& vehicle);  // defined nowhere
}

GRAFT_PLUGIN("test.undefined-symbol", "1.0.0", registry) {
  if (acme::number_of_wheels("bicycle") != 2) return;
  registry.dataset<graft::CountingDataset, graft::CountingOptions>("counting", "Numbers in order");
}
