#include "graft/plugin.h"

#include "small_world.h"

GRAFT_PLUGIN("graft.small-world", "1.0.0", registry) {
  registry.dataset<graft::SmallWorld, graft::SmallWorldOptions>(
      "small-world", "A small generated bilingual world: corpus, labelled tasks and pictures");
}
