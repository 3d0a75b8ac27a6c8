#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "framework/plugins/catalog.h"
#include "graft/error.h"
#include "graft/json.h"
#include "graft/roles/tokenizer.h"

namespace graft {

/// A tokenizer and its options, as JSON.
struct TokenizerChoice {
  const char* name;
  const char* options;
};

/// A tokenizer that has learned a little English and Chinese.
inline std::unique_ptr<Tokenizer> trained(const TokenizerChoice& choice) {
  static PluginCatalog catalog =
      PluginCatalog::open({GRAFT_BINARY_DIR "/lib/graft/plugins/plugins.yaml"});
  const Component& component = catalog.load(Kind::kTokenizer, choice.name);
  std::vector<Problem> problems;
  const Value resolved =
      component.schema.resolve(parse_json(choice.options), choice.name, problems);
  if (!problems.empty()) throw InputError(std::move(problems));
  int texts = 0;
  return component.factories.train_tokenizer(resolved, [&texts](std::string& text) {
    text =
        "The cat's hat, don't! \"No.\" 今天天气很好，我们去。 naïve café 123 (a) 😀\n  two  "
        "spaces\n";
    return ++texts <= 20;
  });
}

}  // namespace graft
