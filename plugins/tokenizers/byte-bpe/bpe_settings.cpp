#include "bpe_settings.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "graft/file.h"
#include "graft/json.h"
#include "vocabulary_files.h"

namespace graft {

namespace {

/// `added_tokens_decoder` of tokenizer_config.json: maps ids, as text, to tokens.
void read_added_tokens_decoder(const Value& decoder, BpeModel& model,
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
    add_declared_token(read_added_token(member.value, id), member.value, model, problems);
  }
}

/// `added_tokens.json` of older folders: maps contents to ids.
void read_added_tokens_file(const Value& tokens, BpeModel& model, std::vector<Problem>& problems) {
  for (const Value::Member& member : tokens.as_map()) {
    AddedToken token;
    token.content = member.key;
    token.id = member.value.as_int();
    add_declared_token(token, member.value, model, problems);
  }
}

/// Makes the token that `entry` (its text, or a map with `content`) names a special one. One that
/// the vocabulary lacks gets the next id, as in the reference. Returns the id.
std::int64_t declare_special(const Value& entry, BpeModel& model, std::vector<Problem>& problems) {
  AddedToken token;
  if (entry.is_map()) {
    token = read_added_token(entry, 0);
  } else {
    token.content = entry.as_string();
  }
  token.special = true;
  token.id = model.vocabulary.id_of(token.content).value_or(model.vocabulary.size());
  add_declared_token(token, entry, model, problems);
  return token.id;
}

const Value* find_in_either(const Value& config, const Value& tokens_map, const char* key) {
  const Value* const in_config = config.find(key);
  return in_config != nullptr ? in_config : tokens_map.find(key);
}

}  // namespace

const std::vector<TokenRole>& token_roles() {
  static const std::vector<TokenRole> kRoles = {
      {"bos_token", &SpecialTokens::bos, true},     {"eos_token", &SpecialTokens::eos, true},
      {"unk_token", &SpecialTokens::unknown, true}, {"pad_token", &SpecialTokens::pad, false},
      {"mask_token", &SpecialTokens::mask, false},  {"cls_token", &SpecialTokens::cls, false},
      {"sep_token", &SpecialTokens::sep, false},    {"image_token", &SpecialTokens::image, false},
  };
  return kRoles;
}

std::string sentinel_name(std::int64_t number) {
  return "<extra_id_" + std::to_string(number) + ">";
}

void list_special_tokens(BpeModel& model) {
  SpecialTokens& special = model.special_tokens;
  special.all.clear();
  special.sentinels.clear();
  for (const AddedToken& token : model.added_tokens) {
    if (token.special) special.all.push_back(token.id);
  }
  for (std::int64_t number = 0;; ++number) {
    const auto id = model.vocabulary.id_of(sentinel_name(number));
    if (!id || std::find(special.all.begin(), special.all.end(), *id) == special.all.end()) break;
    special.sentinels.push_back(*id);
  }
}

Value read_json_if_there(const std::string& path) {
  if (!std::filesystem::exists(path)) return Value();
  return parse_json(read_file(path), path);
}

void check_tokenizer_class(const Value& config) {
  const Value* const name = config.find("tokenizer_class");
  if (name == nullptr || name->is_null()) return;
  const std::string& text = name->as_string();
  if (text == "GPT2Tokenizer" || text == "GPT2TokenizerFast") return;
  name->fail("wrong-tokenizer-class",
             "the folder holds a " + text +
                 ", expected GPT2Tokenizer or GPT2TokenizerFast (byte-level BPE)",
             "load it with a tokenizer plugin for " + text);
}

void read_bpe_settings(const std::string& folder, const Value& config, BpeModel& model,
                       std::vector<Problem>& problems) {
  const Value tokens_map = read_json_if_there(folder + "/special_tokens_map.json");
  const Value* const decoder = config.find("added_tokens_decoder");
  if (decoder != nullptr) read_added_tokens_decoder(*decoder, model, problems);
  const Value added = read_json_if_there(folder + "/added_tokens.json");
  if (!added.is_null()) read_added_tokens_file(added, model, problems);

  for (const TokenRole& role : token_roles()) {
    const Value* const entry = find_in_either(config, tokens_map, role.key);
    if (entry != nullptr) {
      if (!entry->is_null()) {
        model.special_tokens.*role.member = declare_special(*entry, model, problems);
      }
    } else if (role.has_default && model.vocabulary.id_of(kEndOfText)) {
      model.special_tokens.*role.member = declare_special(Value(kEndOfText), model, problems);
    }
  }
  const Value* const others = find_in_either(config, tokens_map, "additional_special_tokens");
  if (others != nullptr && !others->is_null()) {
    for (const Value& entry : others->as_list()) declare_special(entry, model, problems);
  }

  const Value* const prefix = config.find("add_prefix_space");
  if (prefix != nullptr) model.add_prefix_space = prefix->as_bool();
  const Value* const bos = config.find("add_bos_token");
  if (bos != nullptr) model.add_bos_token = bos->as_bool();
  const Value* const length = config.find("model_max_length");
  if (length != nullptr && length->is_int()) model.model_max_length = *length;
}

}  // namespace graft
