#include "graft/plugin.h"

#include "full.h"

GRAFT_PLUGIN("graft.full", "1.0.0", registry) {
  registry.adapter<graft::FullAdapter, graft::FullOptions>("full", "Trains every parameter");
}
