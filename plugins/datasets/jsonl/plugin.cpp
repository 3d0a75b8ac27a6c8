#include "graft/plugin.h"

#include "jsonl.h"

GRAFT_PLUGIN("graft.jsonl", "1.0.0", registry) {
  registry.dataset<graft::Jsonl, graft::JsonlOptions>("jsonl",
                                                      "Files with one JSON object per line");
}
