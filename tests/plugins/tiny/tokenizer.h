#pragma once

#include <memory>
#include <string>
#include <vector>

#include "graft/error.h"
#include "graft/file.h"
#include "graft/options.h"
#include "graft/roles/tokenizer.h"

namespace graft {

struct LettersOptions {
  static Schema<LettersOptions> schema() { return {}; }
};

/// One token per byte below 128; 128 ends a text. For tests of the host.
class Letters : public Tokenizer {
 public:
  static std::unique_ptr<Tokenizer> train(const LettersOptions&, const TextSource&) {
    return std::make_unique<Letters>();
  }
  static std::unique_ptr<Tokenizer> load(const std::string&) { return std::make_unique<Letters>(); }

  std::vector<std::int64_t> encode(std::string_view text, const EncodeOptions&) const override {
    std::vector<std::int64_t> ids;
    for (const char c : text) ids.push_back(static_cast<unsigned char>(c) & 127);
    return ids;
  }
  std::string decode(const std::vector<std::int64_t>& ids, bool skip_special) const override {
    std::string text;
    for (const std::int64_t id : ids) {
      if (id != 128 || !skip_special) text += token(id);
    }
    return text;
  }
  std::string token(std::int64_t id) const override {
    if (id < 0 || id > 128) throw InputError("unknown-token", "no token " + std::to_string(id));
    return id == 128 ? "<end>" : std::string(1, static_cast<char>(id));
  }
  std::optional<std::int64_t> id_of(std::string_view token) const override {
    if (token == "<end>") return 128;
    if (token.size() != 1) return std::nullopt;
    return static_cast<unsigned char>(token.front()) & 127;
  }
  std::int64_t vocab_size() const override { return 129; }
  SpecialTokens special_tokens() const override {
    SpecialTokens special;
    special.eos = 128;
    return special;
  }
  void save(const std::string& folder) const override {
    write_file(folder + "/tiny_letters.txt", "letters\n");
  }
};

}  // namespace graft
