#include "graft/plugin.h"

#include "language_model.h"
#include "options.h"

GRAFT_PLUGIN("graft.autoregressive", "1.0.0", registry) {
  graft::Value recognises = graft::Value::map();
  recognises.set("model_type", std::vector<std::string>{"gpt2", "llama"});
  registry.architecture<graft::LanguageModel, graft::AutoregressiveOptions>(
      "autoregressive", "Predicts the next token from those before, as GPT-2 or Llama", recognises);
}
