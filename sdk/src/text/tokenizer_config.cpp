#include "graft/text/tokenizer_config.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <set>
#include <string>
#include <utility>

#include "graft/file.h"
#include "graft/json.h"

namespace graft {

namespace {

constexpr const char* kOtherSpecialTokens = "additional_special_tokens";

/// `added_tokens_decoder` of tokenizer_config.json: maps ids, as text, to tokens.
void read_added_tokens_decoder(const Value& decoder, TokenInventory& tokens,
                               std::vector<Problem>& problems) {
  for (const Value::Member& member : decoder.as_map()) {
    std::int64_t id = -1;
    const char* const end = member.key.data() + member.key.size();
    const auto parsed = std::from_chars(member.key.data(), end, id);
    if (parsed.ec != std::errc() || parsed.ptr != end) {
      problems.push_back(member.value.problem(
          "bad-token", "expected the id of a token as key, got \"" + member.key + "\""));
      continue;
    }
    add_declared_token(read_added_token(member.value, id), member.value, tokens, problems);
  }
}

/// `added_tokens.json` of older folders: maps contents to ids. As in the reference, those that are
/// not special are looked for in the normalized text.
void read_added_tokens_file(const Value& added, const std::set<std::string>& special,
                            TokenInventory& tokens, std::vector<Problem>& problems) {
  for (const Value::Member& member : added.as_map()) {
    AddedToken token;
    token.content = member.key;
    token.id = member.value.as_int();
    token.normalized = !special.contains(token.content);
    add_declared_token(token, member.value, tokens, problems);
  }
}

/// Makes the token that `entry` (its text, or a map with `content`) names a special one. Returns
/// its id.
std::int64_t declare_special(const Value& entry, TokenInventory& tokens,
                             std::vector<Problem>& problems) {
  AddedToken token;
  if (entry.is_map()) {
    token = read_added_token(entry, 0);
  } else {
    token.content = entry.as_string();
  }
  token.special = true;
  token.id = tokens.vocabulary.id_of(token.content).value_or(tokens.vocabulary.size());
  add_declared_token(token, entry, tokens, problems);
  return token.id;
}

const Value* find_in_either(const Value& config, const Value& tokens_map, const char* key) {
  const Value* const in_config = config.find(key);
  return in_config != nullptr ? in_config : tokens_map.find(key);
}

/// The contents of all tokens that the files name as special ones.
std::set<std::string> special_names(const Value& config, const Value& tokens_map) {
  std::set<std::string> names;
  const auto add = [&names](const Value& entry) {
    const Value* const content = entry.is_map() ? entry.find("content") : &entry;
    if (content != nullptr && content->is_string()) names.insert(content->as_string());
  };
  for (const TokenRole& role : token_roles()) {
    const Value* const entry = find_in_either(config, tokens_map, role.key);
    if (entry != nullptr) add(*entry);
  }
  const Value* const others = find_in_either(config, tokens_map, kOtherSpecialTokens);
  if (others != nullptr && others->is_list()) {
    for (const Value& entry : others->as_list()) add(entry);
  }
  return names;
}

/// Special tokens that have none of the roles.
Value roleless_tokens(const TokenInventory& tokens) {
  Value others = Value::list();
  for (const auto& entry : tokens.added_tokens) {
    const AddedToken& token = entry.second;
    const auto has_it = [&tokens, &token](const TokenRole& role) {
      return tokens.special_tokens.*role.member == token.id;
    };
    const bool has_role = std::any_of(token_roles().begin(), token_roles().end(), has_it);
    if (token.special && !has_role) others.push_back(token.content);
  }
  return others;
}

void sort_keys(Value& map) {
  std::sort(
      map.as_map().begin(), map.as_map().end(),
      [](const Value::Member& left, const Value::Member& right) { return left.key < right.key; });
}

}  // namespace

Value read_json_if_there(const std::string& folder, const std::string& name) {
  const std::string path = folder + "/" + name;
  if (!std::filesystem::exists(path)) return Value();
  Value json = parse_json(read_file(path), path);
  if (!json.is_map()) {
    json.fail("wrong-type", std::string("expected a map, got ") + kind_name(json.kind()));
  }
  return json;
}

void check_tokenizer_class(const Value& config, const std::vector<std::string>& classes,
                           const std::string& scheme) {
  const Value* const name = config.find("tokenizer_class");
  if (name == nullptr || name->is_null()) return;
  const std::string& text = name->as_string();
  if (text == kAnyFastClass) return;
  std::string expected;
  for (const std::string& known : classes) {
    if (text == known || text == known + "Fast") return;
    expected += expected.empty() ? known : " or " + known;
  }
  name->fail("wrong-tokenizer-class",
             "the folder holds a " + text + ", expected " + expected + " (" + scheme + ")",
             "load it with a tokenizer plugin for " + text);
}

void read_token_settings(const std::string& folder, const Value& config,
                         const RoleDefaults& defaults, TokenInventory& tokens,
                         std::vector<Problem>& problems) {
  const Value tokens_map = read_json_if_there(folder, "special_tokens_map.json");
  const Value* const decoder = config.find("added_tokens_decoder");
  if (decoder != nullptr) read_added_tokens_decoder(*decoder, tokens, problems);
  const Value added = read_json_if_there(folder, "added_tokens.json");
  if (!added.is_null()) {
    read_added_tokens_file(added, special_names(config, tokens_map), tokens, problems);
  }

  for (const TokenRole& role : token_roles()) {
    const Value* const entry = find_in_either(config, tokens_map, role.key);
    const auto usual = defaults.find(role.key);
    if (entry != nullptr) {
      if (!entry->is_null()) {
        tokens.special_tokens.*role.member = declare_special(*entry, tokens, problems);
      }
    } else if (usual != defaults.end() && tokens.vocabulary.id_of(usual->second)) {
      tokens.special_tokens.*role.member = declare_special(Value(usual->second), tokens, problems);
    }
  }
  const Value* const others = find_in_either(config, tokens_map, kOtherSpecialTokens);
  if (others != nullptr && !others->is_null()) {
    for (const Value& entry : others->as_list()) declare_special(entry, tokens, problems);
  }
  const Value* const side = config.find("truncation_side");
  if (side != nullptr && side->is_string() && side->as_string() == "left") {
    problems.push_back(side->problem("unsupported-tokenizer",
                                     "truncation_side \"left\": long texts lose their end here",
                                     "remove it, if texts may be cut at their end"));
  }
  const Value* const length = config.find("model_max_length");
  if (length != nullptr && length->is_int()) tokens.model_max_length = *length;
}

void check_stated_roles(const std::string& folder, const RoleDefaults& stated,
                        const TokenInventory& tokens, std::vector<Problem>& problems) {
  for (const TokenRole& role : token_roles()) {
    const auto expected = stated.find(role.key);
    const std::optional<std::int64_t> id = tokens.special_tokens.*role.member;
    if (expected == stated.end() || (id && *tokens.vocabulary.token(*id) == expected->second)) {
      continue;
    }
    problems.push_back({folder, 0, 0, "bad-token",
                        std::string(role.key) + " is \"" + expected->second +
                            "\" in tokenizer.json, but another or none in the files beside it",
                        "make the files agree"});
  }
}

Value tokenizer_config_value(const TokenInventory& tokens, const RoleDefaults& defaults,
                             const Value& settings) {
  Value config = settings;
  Value& decoder = config.set("added_tokens_decoder", Value::map());
  for (const auto& [id, token] : tokens.added_tokens) {
    decoder.as_map().push_back({std::to_string(id), added_token_value(token), {}});
  }
  for (const TokenRole& role : token_roles()) {
    const std::optional<std::int64_t> id = tokens.special_tokens.*role.member;
    if (id) {
      config.set(role.key, *tokens.vocabulary.token(*id));
    } else if (defaults.contains(role.key)) {
      config.set(role.key, Value());  // absent would mean the default
    }
  }
  Value others = roleless_tokens(tokens);
  if (others.size() > 0) config.set(kOtherSpecialTokens, std::move(others));
  if (!tokens.model_max_length.is_null()) config.set("model_max_length", tokens.model_max_length);
  sort_keys(config);
  return config;
}

Value special_tokens_map_value(const TokenInventory& tokens) {
  Value map = Value::map();
  for (const TokenRole& role : token_roles()) {
    const std::optional<std::int64_t> id = tokens.special_tokens.*role.member;
    if (id) map.set(role.key, *tokens.vocabulary.token(*id));
  }
  Value others = roleless_tokens(tokens);
  if (others.size() > 0) map.set(kOtherSpecialTokens, std::move(others));
  sort_keys(map);
  return map;
}

}  // namespace graft
