#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graft/error.h"
#include "graft/file.h"
#include "graft/json.h"
#include "graft/plugin.h"

extern "C" const GraftPlugin graft_plugin;  // of the plugin that this is linked with

namespace {

/// Options that some tokenizers have; those that have not are not trained with them.
constexpr const char* kOptions[] = {"{}", R"({"vocab_size": 600})",
                                    R"({"vocab_size": 700, "flavour": "clip"})",
                                    R"({"vocab_size": 300, "lowercase": false})"};

std::vector<std::unique_ptr<graft::Tokenizer>> trained() {
  graft::Registry registry;
  graft_plugin.register_components(&registry);
  std::vector<std::unique_ptr<graft::Tokenizer>> tokenizers;
  for (const graft::Component& component : registry.components()) {
    for (const char* const options : kOptions) {
      std::vector<graft::Problem> problems;
      const graft::Value resolved =
          component.schema.resolve(graft::parse_json(options), component.name, problems);
      if (!problems.empty()) continue;
      bool done = false;
      try {
        tokenizers.push_back(
            component.factories.train_tokenizer(resolved, [&done](std::string& text) {
              text = "The cat's hat, the cats' hats: 今天天气很好。 naïve café 123 don't\n";
              text += text + text;
              return !std::exchange(done, true);
            }));
      } catch (const graft::InputError&) {  // it is loaded, never trained
      }
    }
  }
  return tokenizers;
}

void check(const graft::Tokenizer& tokenizer, std::string_view text, bool parse) {
  const graft::SpecialTokens special = tokenizer.special_tokens();
  const auto ids =
      tokenizer.encode(text, {.add_special_tokens = false, .parse_special_tokens = parse});
  for (const std::int64_t id : ids) {
    if (id < 0 || id >= tokenizer.vocab_size()) __builtin_trap();
    const bool is_special =
        std::find(special.all.begin(), special.all.end(), id) != special.all.end();
    if (!parse && is_special && id != special.unknown) __builtin_trap();
  }
  for (const bool skip : {true, false}) {
    if (!graft::is_valid_utf8(tokenizer.decode(ids, skip))) __builtin_trap();
  }
}

}  // namespace

/// Any text has ids, none of which is special unless it is asked for, and ids have a text. Their
/// places lie in the text.
// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto tokenizers = trained();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto& tokenizer : tokenizers) {
    check(*tokenizer, text, true);
    check(*tokenizer, text, false);
    for (const graft::TokenSpan& token : tokenizer->encode_with_spans(text)) {
      if (token.begin > token.end || token.end > text.size()) __builtin_trap();
    }
  }
  return 0;
}
