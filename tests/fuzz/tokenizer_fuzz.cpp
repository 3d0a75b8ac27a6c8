#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "graft/error.h"
#include "graft/plugin.h"
#include "tests/support/temporary_folder.h"

extern "C" const GraftPlugin graft_plugin;  // of the plugin that this is linked with

namespace {

constexpr std::array kNames = {"tokenizer.json",
                               "tokenizer_config.json",
                               "special_tokens_map.json",
                               "added_tokens.json",
                               "vocab.txt",
                               "vocab.json",
                               "merges.txt",
                               "encoder.json",
                               "vocab.bpe",
                               "bytes_tokenizer.json",
                               "tokenizer.model",
                               "spiece.model",
                               "text"};

graft::Registry registered() {
  graft::Registry registry;
  graft_plugin.register_components(&registry);
  return registry;
}

/// Files by name: each begins with a line `=== NAME`. Other names than the known are left out.
std::map<std::string, std::string_view> sections(std::string_view input) {
  constexpr std::string_view kBegin = "=== ";
  std::map<std::string, std::string_view> found;
  while (input.starts_with(kBegin)) {
    input.remove_prefix(kBegin.size());
    const std::size_t name_end = std::min(input.find('\n'), input.size());
    const std::string name(input.substr(0, name_end));
    input.remove_prefix(std::min(name_end + 1, input.size()));
    const std::size_t end = input.starts_with(kBegin) ? 0 : input.find("\n=== ");
    const std::string_view content = input.substr(0, end);
    input.remove_prefix(std::min(end == 0 ? end : end + 1, input.size()));
    const bool is_known = std::find(kNames.begin(), kNames.end(), name) != kNames.end();
    if (is_known) found[name] = content;
    if (end == std::string_view::npos) break;
  }
  return found;
}

void use(const graft::Tokenizer& tokenizer, std::string_view text) {
  for (const bool parse : {true, false}) {
    const auto ids =
        tokenizer.encode(text, {.add_special_tokens = parse, .parse_special_tokens = parse});
    for (const std::int64_t id : ids) {
      if (id < 0 || id >= tokenizer.vocab_size()) __builtin_trap();
      tokenizer.starts_word(id);
    }
    tokenizer.decode(ids, parse);
    tokenizer.assemble(ids, &ids);
  }
}

}  // namespace

/// Any files are a tokenizer that reads and writes texts, or give InputErrors.
// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const graft::Registry registry = registered();
  static const graft::TemporaryFolder folder;
  const auto files = sections({reinterpret_cast<const char*>(data), size});
  std::string_view text = "The cats sat. 我们 <|endoftext|>[MASK]</s> \xff";
  for (const char* const name : kNames) {
    const auto file = files.find(name);
    if (file == files.end()) {
      std::filesystem::remove(folder.path(name));
    } else if (file->first == "text") {
      text = file->second;
    } else {
      folder.write(name, file->second);
    }
  }
  for (const graft::Component& component : registry.components()) {
    try {
      use(*component.factories.load_tokenizer(folder.path()), text);
    } catch (const graft::InputError&) {
    }
  }
  return 0;
}
