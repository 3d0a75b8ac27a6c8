#include <algorithm>

#include "bpe_model.h"
#include "graft/file.h"
#include "graft/json.h"

namespace graft {

namespace {

Value vocabulary_json(const Vocabulary& vocabulary) {
  Value json = Value::map();
  for (std::int64_t id = 0; id < vocabulary.size(); ++id) {
    const std::string* const token = vocabulary.token(id);
    // Keys are known to differ, so they need no search.
    if (token != nullptr) json.as_map().push_back({*token, Value(id), {}});
  }
  return json;
}

std::vector<std::string> merge_lines(const BpeModel& model) {
  std::vector<std::string> lines;
  lines.reserve(model.merges.size());
  for (const Merge& merge : model.merges) {
    lines.push_back(*model.vocabulary.token(merge.left) + " " +
                    *model.vocabulary.token(merge.right));
  }
  return lines;
}

Value flags(const AddedToken& token) {
  Value json = Value::map();
  json.set("content", token.content);
  json.set("single_word", token.single_word);
  json.set("lstrip", token.lstrip);
  json.set("rstrip", token.rstrip);
  json.set("normalized", false);
  return json;
}

Value byte_level(bool add_prefix_space, bool trim_offsets) {
  Value json = Value::map();
  json.set("type", "ByteLevel");
  json.set("add_prefix_space", add_prefix_space);
  json.set("trim_offsets", trim_offsets);
  json.set("use_regex", true);
  return json;
}

Value tokenizer_json(const BpeModel& model) {
  Value added_tokens = Value::list();
  for (const AddedToken& token : model.added_tokens) {
    Value entry = Value::map();
    entry.set("id", token.id);
    const Value rest = flags(token);
    for (const Value::Member& member : rest.as_map()) entry.set(member.key, member.value);
    entry.set("special", token.special);
    added_tokens.push_back(std::move(entry));
  }
  Value bpe = Value::map();
  bpe.set("type", "BPE");
  bpe.set("dropout", Value());
  bpe.set("unk_token", Value());
  bpe.set("continuing_subword_prefix", "");
  bpe.set("end_of_word_suffix", "");
  bpe.set("fuse_unk", false);
  bpe.set("byte_fallback", false);
  bpe.set("vocab", vocabulary_json(model.vocabulary));
  bpe.set("merges", merge_lines(model));

  Value json = Value::map();
  json.set("version", "1.0");
  json.set("truncation", Value());
  json.set("padding", Value());
  json.set("added_tokens", std::move(added_tokens));
  json.set("normalizer", Value());
  json.set("pre_tokenizer", byte_level(model.add_prefix_space, true));
  json.set("post_processor", byte_level(false, false));
  json.set("decoder", byte_level(true, true));
  json.set("model", std::move(bpe));
  return json;
}

/// Special tokens that have none of the roles.
Value roleless_tokens(const BpeModel& model) {
  Value others = Value::list();
  for (const AddedToken& token : model.added_tokens) {
    const auto has_it = [&model, &token](const TokenRole& role) {
      return model.special_tokens.*role.member == token.id;
    };
    const bool has_role = std::any_of(token_roles().begin(), token_roles().end(), has_it);
    if (token.special && !has_role) others.push_back(token.content);
  }
  return others;
}

Value config_json(const BpeModel& model) {
  Value decoder = Value::map();
  for (const AddedToken& token : model.added_tokens) {
    Value& entry = decoder.set(std::to_string(token.id), flags(token));
    entry.set("special", token.special);
  }
  Value json = Value::map();
  json.set("add_bos_token", model.add_bos_token);
  json.set("add_prefix_space", model.add_prefix_space);
  json.set("added_tokens_decoder", std::move(decoder));
  for (const TokenRole& role : token_roles()) {
    const std::optional<std::int64_t> id = model.special_tokens.*role.member;
    // Absent would mean the default.
    if (id || role.has_default)
      json.set(role.key, id ? Value(*model.vocabulary.token(*id)) : Value());
  }
  Value others = roleless_tokens(model);
  if (others.size() > 0) json.set("additional_special_tokens", std::move(others));
  json.set("clean_up_tokenization_spaces", false);
  json.set("errors", "replace");
  if (!model.model_max_length.is_null()) json.set("model_max_length", model.model_max_length);
  json.set("tokenizer_class", "GPT2Tokenizer");
  return json;
}

Value tokens_map_json(const BpeModel& model) {
  Value json = Value::map();
  for (const TokenRole& role : token_roles()) {
    const std::optional<std::int64_t> id = model.special_tokens.*role.member;
    if (id) json.set(role.key, *model.vocabulary.token(*id));
  }
  Value others = roleless_tokens(model);
  if (others.size() > 0) json.set("additional_special_tokens", std::move(others));
  return json;
}

}  // namespace

void write_bpe_model(const BpeModel& model, const std::string& folder) {
  std::string merges = "#version: 0.2\n";
  for (const std::string& line : merge_lines(model)) merges += line + "\n";
  write_file(folder + "/vocab.json", write_json(vocabulary_json(model.vocabulary)) + "\n");
  write_file(folder + "/merges.txt", merges);
  write_file(folder + "/tokenizer.json", write_json(tokenizer_json(model)) + "\n");
  write_file(folder + "/special_tokens_map.json", write_json(tokens_map_json(model), 2) + "\n");
  write_file(folder + "/tokenizer_config.json", write_json(config_json(model), 2) + "\n");
}

}  // namespace graft
