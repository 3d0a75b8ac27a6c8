#include "graft/plugin.h"

#include "lora_adapter.h"

GRAFT_PLUGIN("graft.lora", "1.0.0", registry) {
  graft::Value recognises = graft::Value::map();
  recognises.set("peft_type", graft::Value::List{graft::Value("LORA")});
  registry.adapter<graft::LoraAdapter, graft::LoraOptions>(
      "lora", "Low-rank updates of linear maps", recognises);
}
