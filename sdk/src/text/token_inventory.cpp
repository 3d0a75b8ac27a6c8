#include "graft/text/token_inventory.h"

namespace graft {

const std::vector<TokenRole>& token_roles() {
  static const std::vector<TokenRole> kRoles = {
      {"bos_token", &SpecialTokens::bos},     {"eos_token", &SpecialTokens::eos},
      {"unk_token", &SpecialTokens::unknown}, {"sep_token", &SpecialTokens::sep},
      {"pad_token", &SpecialTokens::pad},     {"cls_token", &SpecialTokens::cls},
      {"mask_token", &SpecialTokens::mask},   {"image_token", &SpecialTokens::image},
  };
  return kRoles;
}

std::string sentinel_name(std::int64_t number) {
  return "<extra_id_" + std::to_string(number) + ">";
}

void list_special_tokens(TokenInventory& tokens) {
  SpecialTokens& special = tokens.special_tokens;
  special.all.clear();
  special.sentinels.clear();
  for (const auto& [id, token] : tokens.added_tokens) {
    if (token.special) special.all.push_back(id);
  }
  for (std::int64_t number = 0;; ++number) {
    const auto id = tokens.vocabulary.id_of(sentinel_name(number));
    const auto token = id ? tokens.added_tokens.find(*id) : tokens.added_tokens.end();
    if (token == tokens.added_tokens.end() || !token->second.special) break;
    special.sentinels.push_back(*id);
  }
}

std::vector<AddedToken> list_added_tokens(const TokenInventory& tokens) {
  std::vector<AddedToken> list;
  list.reserve(tokens.added_tokens.size());
  for (const auto& entry : tokens.added_tokens) list.push_back(entry.second);
  return list;
}

AddedToken read_added_token(const Value& entry, std::int64_t id) {
  const auto flag = [&entry](const char* key) {
    const Value* const value = entry.find(key);
    return value != nullptr && value->as_bool();
  };
  AddedToken token;
  token.id = id;
  token.content = entry.at("content").as_string();
  token.special = flag("special");
  token.lstrip = flag("lstrip");
  token.rstrip = flag("rstrip");
  token.single_word = flag("single_word");
  token.normalized = flag("normalized");
  return token;
}

void add_declared_token(const AddedToken& token, const Value& position, TokenInventory& tokens,
                        std::vector<Problem>& problems) {
  if (tokens.vocabulary.id_of(token.content) != token.id) {
    const auto mistake = tokens.vocabulary.add(token.content, token.id);
    if (mistake) {
      problems.push_back(position.problem("bad-token", *mistake));
      return;
    }
  }
  const auto [known, is_new] = tokens.added_tokens.emplace(token.id, token);
  if (is_new) return;
  // `normalized` stays as it was declared first: tokenizer.json is read before its older kin.
  known->second.special |= token.special;
  known->second.lstrip |= token.lstrip;
  known->second.rstrip |= token.rstrip;
  known->second.single_word |= token.single_word;
}

Value added_token_value(const AddedToken& token) {
  Value value = Value::map();
  value.set("content", token.content);
  value.set("single_word", token.single_word);
  value.set("lstrip", token.lstrip);
  value.set("rstrip", token.rstrip);
  value.set("normalized", token.normalized);
  value.set("special", token.special);
  return value;
}

}  // namespace graft
