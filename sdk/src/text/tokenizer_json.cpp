#include "graft/text/tokenizer_json.h"

#include <algorithm>
#include <utility>

namespace graft {

void read_vocabulary(const Value& map, Vocabulary& vocabulary, std::vector<Problem>& problems) {
  const std::size_t before = problems.size();
  for (const Value::Member& member : map.as_map()) {
    if (problems.size() - before >= kMostVocabularyProblems) return;
    if (!member.value.is_int()) {
      problems.push_back(member.value.problem(
          "wrong-type", "expected the id of token \"" + member.key + "\" as an integer, got " +
                            kind_name(member.value.kind())));
      continue;
    }
    const auto mistake = vocabulary.add(member.key, member.value.as_int());
    if (mistake) problems.push_back(member.value.problem("bad-token", *mistake));
  }
}

Value vocabulary_value(const Vocabulary& vocabulary, std::int64_t end) {
  Value map = Value::map();
  for (std::int64_t id = 0; id < std::min(end, vocabulary.size()); ++id) {
    const std::string* const token = vocabulary.token(id);
    // Keys are known to differ, so they need no search.
    if (token != nullptr) map.as_map().push_back({*token, Value(id), {}});
  }
  return map;
}

void read_added_tokens(const Value& tokenizer, TokenInventory& tokens,
                       std::vector<Problem>& problems) {
  const Value* const added = tokenizer.find("added_tokens");
  if (added == nullptr || added->is_null()) return;
  for (const Value& entry : added->as_list()) {
    add_declared_token(read_added_token(entry, entry.at("id").as_int()), entry, tokens, problems);
  }
}

bool is_set(const Value* setting) {
  if (setting == nullptr || setting->is_null()) return false;
  if (setting->is_bool()) return setting->as_bool();
  if (setting->is_string()) return !setting->as_string().empty();
  return !setting->is_number() || setting->as_double() != 0.0;
}

std::string step_type(const Value* step) {
  if (step == nullptr || step->is_null()) return "none";
  const Value* const type = step->find("type");
  return type != nullptr && type->is_string() ? type->as_string() : "of unknown type";
}

bool names_token(const Value& list, const Vocabulary& vocabulary) {
  const Value::List& entries = list.as_list();
  return entries.size() == 2 && vocabulary.id_of(entries[0].as_string()) == entries[1].as_int();
}

void refuse_step(const Value* step, const Value& tokenizer, const std::string& what,
                 const std::string& scheme, std::vector<Problem>& problems) {
  const Value& position = step == nullptr ? tokenizer : *step;
  problems.push_back(
      position.problem("unsupported-tokenizer", what + ", which " + scheme + " does not have"));
}

Value tokenizer_json_value(const TokenInventory& tokens, TokenizerSteps steps) {
  Value added_tokens = Value::list();
  for (const auto& [id, token] : tokens.added_tokens) {
    Value entry = Value::map();
    entry.set("id", id);
    const Value flags = added_token_value(token);
    for (const Value::Member& flag : flags.as_map()) entry.set(flag.key, flag.value);
    added_tokens.push_back(std::move(entry));
  }
  Value json = Value::map();
  json.set("version", "1.0");
  json.set("truncation", Value());
  json.set("padding", Value());
  json.set("added_tokens", std::move(added_tokens));
  json.set("normalizer", std::move(steps.normalizer));
  json.set("pre_tokenizer", std::move(steps.pre_tokenizer));
  json.set("post_processor", std::move(steps.post_processor));
  json.set("decoder", std::move(steps.decoder));
  json.set("model", std::move(steps.model));
  return json;
}

}  // namespace graft
