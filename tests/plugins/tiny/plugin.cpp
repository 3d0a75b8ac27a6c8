#include "graft/plugin.h"

#include "adapter.h"
#include "architecture.h"
#include "dataset.h"
#include "prompt.h"
#include "tokenizer.h"

namespace {

graft::Value only(const char* key, graft::Value value) {
  graft::Value recognises = graft::Value::map();
  recognises.set(key, std::move(value));
  return recognises;
}

}  // namespace

GRAFT_PLUGIN("graft.tests.tiny", "1.0.0", registry) {
  using graft::Value;
  registry.architecture<graft::Tiny, graft::TinyOptions>(
      "tiny", "A tiny architecture for tests",
      only("model_type", std::vector<std::string>{"tiny-for-tests"}));
  registry.adapter<graft::Gain, graft::GainOptions>(
      "gain", "A factor per output, for tests",
      only("peft_type", std::vector<std::string>{"TINY_GAIN"}));
  registry.tokenizer<graft::Letters, graft::LettersOptions>(
      "letters", "One token per letter, for tests",
      only("files", Value::List{Value(std::vector<std::string>{"tiny_letters.txt"})}));
  registry.dataset<graft::Lines, graft::LinesOptions>("lines", "Lines of letters, for tests");
  registry.prompt<graft::Plain, graft::PlainOptions>("plain", "Text and answer, for tests");
}
