#include "settings.h"

#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

#include "graft/error.h"
#include "graft/file.h"
#include "graft/json.h"
#include "graft/text/tokenizer_config.h"

namespace graft {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMostSentinels = 10000;

std::string find_model(const std::string& folder) {
  for (const char* name : {"tokenizer.model", "spiece.model"}) {
    if (fs::exists(fs::path(folder) / name)) return name;
  }
  throw InputError(
      {Problem{folder, 0, 0, "missing-file", "has neither tokenizer.model nor spiece.model",
               "copy the file from the published model"}});
}

const Value* given(const Value& config, const char* key) {
  const Value* value = config.find(key);
  return value == nullptr || value->is_null() ? nullptr : value;
}

/// Whether the files of the folder say where the sentinels are.
bool declares_sentinels(const Value& decoder, const Value& added) {
  const auto is_first = [](const Value& token) {
    const Value* const content = token.find("content");
    return content != nullptr && content->is_string() && content->as_string() == sentinel_name(0);
  };
  if (!added.is_null() && added.find(sentinel_name(0)) != nullptr) return true;
  if (!decoder.is_map()) return false;
  const Value::Map& tokens = decoder.as_map();
  return std::any_of(tokens.begin(), tokens.end(),
                     [&](const Value::Member& member) { return is_first(member.value); });
}

TokenInventory pieces_of(const PieceModel& model) {
  TokenInventory tokens;
  for (std::int64_t id = 0; id < model.size(); ++id) {
    const auto mistake = tokens.vocabulary.add(model.piece(id), id);
    if (mistake) throw InputError("bad-tokenizer", "sentencepiece: " + *mistake);
  }
  return tokens;
}

void add_sentinels(std::int64_t count, TokenInventory& tokens, std::vector<Problem>& problems) {
  const std::int64_t first = tokens.vocabulary.size();
  for (std::int64_t number = count - 1; number >= 0; --number) {
    AddedToken token;
    token.id = first + count - 1 - number;
    token.content = sentinel_name(number);
    token.special = token.lstrip = token.rstrip = true;
    add_declared_token(token, Value(), tokens, problems);
  }
}

TokenInventory finished(TokenInventory tokens, std::vector<Problem> problems) {
  if (!problems.empty()) throw InputError(std::move(problems));
  list_special_tokens(tokens);
  return tokens;
}

}  // namespace

SentencePieceSettings read_settings(const std::string& folder, const Value& config) {
  SentencePieceSettings settings;
  settings.model_file = find_model(folder);
  const Value* name = given(config, "tokenizer_class");
  settings.tokenizer_class = name != nullptr                         ? name->as_string()
                             : settings.model_file == "spiece.model" ? "T5Tokenizer"
                                                                     : "LlamaTokenizer";
  const bool is_t5 = settings.is_t5();
  const Value* add_bos = given(config, "add_bos_token");
  const Value* add_eos = given(config, "add_eos_token");
  settings.add_bos = add_bos != nullptr ? add_bos->as_bool() : !is_t5;
  settings.add_eos = add_eos != nullptr ? add_eos->as_bool() : is_t5;
  const Value* sentinels = given(config, "extra_ids");
  settings.num_sentinels = sentinels != nullptr ? sentinels->as_int() : is_t5 ? 100 : 0;
  if (settings.num_sentinels < 0 || settings.num_sentinels > kMostSentinels) {
    sentinels->fail("out-of-range", "extra_ids: expected 0 to " + std::to_string(kMostSentinels));
  }
  const Value* const legacy = given(config, "legacy");
  settings.legacy = legacy == nullptr || legacy->as_bool();
  const Value* const prefix = given(config, "add_prefix_space");
  settings.add_prefix_space = prefix == nullptr || prefix->as_bool();
  return settings;
}

TokenInventory read_tokens(const std::string& folder, const Value& config, const PieceModel& model,
                           const SentencePieceSettings& settings) {
  TokenInventory tokens = pieces_of(model);
  std::vector<Problem> problems;
  const Value* const decoder = given(config, "added_tokens_decoder");
  const Value added = read_json_if_there(folder, "added_tokens.json");
  if (!declares_sentinels(decoder == nullptr ? Value() : *decoder, added)) {
    add_sentinels(settings.num_sentinels, tokens, problems);
  }
  read_token_settings(folder, config, model.roles(), tokens, problems);
  return finished(std::move(tokens), std::move(problems));
}

TokenInventory new_tokens(const PieceModel& model, const SentencePieceSettings& settings,
                          const RoleDefaults& roles) {
  TokenInventory tokens = pieces_of(model);
  std::vector<Problem> problems;
  add_sentinels(settings.num_sentinels, tokens, problems);
  RoleDefaults all = roles;
  all.merge(model.roles());
  for (const TokenRole& role : token_roles()) {
    const auto name = all.find(role.key);
    if (name == all.end()) continue;
    AddedToken token;
    token.content = name->second;
    token.id = tokens.vocabulary.id_of(token.content).value_or(tokens.vocabulary.size());
    token.special = true;
    add_declared_token(token, Value(), tokens, problems);
    tokens.special_tokens.*role.member = token.id;
  }
  return finished(std::move(tokens), std::move(problems));
}

void write_settings(const std::string& folder, const SentencePieceSettings& settings,
                    const TokenInventory& tokens, const PieceModel& model) {
  Value config = Value::map();
  config.set("tokenizer_class", settings.tokenizer_class);
  config.set("add_bos_token", settings.add_bos);
  config.set("add_eos_token", settings.add_eos);
  config.set("extra_ids", settings.num_sentinels);
  // Absent, both mean true.
  if (!settings.legacy) config.set("legacy", false);
  if (!settings.add_prefix_space) config.set("add_prefix_space", false);
  const Value whole = tokenizer_config_value(tokens, model.roles(), config);
  write_file(folder + "/tokenizer_config.json", write_json(whole, 2) + "\n");
  write_file(folder + "/special_tokens_map.json",
             write_json(special_tokens_map_value(tokens), 2) + "\n");
}

}  // namespace graft
