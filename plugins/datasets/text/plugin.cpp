#include "graft/plugin.h"

#include "text.h"

GRAFT_PLUGIN("graft.text", "1.0.0", registry) {
  registry.dataset<graft::Text, graft::TextOptions>("text", "Plain text files");
}
