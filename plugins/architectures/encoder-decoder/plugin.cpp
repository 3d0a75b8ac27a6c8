#include "graft/plugin.h"

#include "options.h"
#include "text_to_text_model.h"

GRAFT_PLUGIN("graft.encoder-decoder", "1.0.0", registry) {
  graft::Value recognises = graft::Value::map();
  recognises.set("model_type", graft::Value::List{graft::Value("t5")});
  registry.architecture<graft::TextToTextModel, graft::EncoderDecoderOptions>(
      "encoder-decoder", "Reads a text whole, then writes another, as T5", recognises);
}
