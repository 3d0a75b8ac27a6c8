#include "graft/plugin.h"

#include "masked_model.h"
#include "options.h"

GRAFT_PLUGIN("graft.autoencoding", "1.0.0", registry) {
  graft::Value recognises = graft::Value::map();
  recognises.set("model_type", std::vector<std::string>{"bert"});
  registry.architecture<graft::MaskedModel, graft::AutoencodingOptions>(
      "autoencoding", "Predicts masked tokens from both sides, as BERT", recognises);
}
