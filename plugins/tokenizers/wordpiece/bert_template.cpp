#include "bert_template.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "graft/text/tokenizer_json.h"

namespace graft {

namespace {

/// One place of a template: a special token, or the text "A" or "B".
struct Place {
  std::string id;
  std::int64_t type_id = 0;
  bool is_special = false;
  friend bool operator==(const Place&, const Place&) = default;
};

std::vector<Place> single(const BertTemplate& around) {
  return {{around.cls, 0, true}, {"A", 0, false}, {around.sep, 0, true}};
}

std::vector<Place> pair(const BertTemplate& around) {
  std::vector<Place> places = single(around);
  places.push_back({"B", 1, false});
  places.push_back({around.sep, 1, true});
  return places;
}

std::vector<Place> read_places(const Value& list) {
  std::vector<Place> places;
  for (const Value& entry : list.as_list()) {
    const Value* const special = entry.find("SpecialToken");
    const Value& place = special != nullptr ? *special : entry.at("Sequence");
    places.push_back(
        {place.at("id").as_string(), place.at("type_id").as_int(), special != nullptr});
  }
  return places;
}

Value places_value(const std::vector<Place>& places) {
  Value list = Value::list();
  for (const Place& place : places) {
    Value inner = Value::map();
    inner.set("id", place.id);
    inner.set("type_id", place.type_id);
    Value entry = Value::map();
    entry.set(place.is_special ? "SpecialToken" : "Sequence", std::move(inner));
    list.push_back(std::move(entry));
  }
  return list;
}

/// `"special_tokens": {"[SEP]": {"id": "[SEP]", "ids": [102], "tokens": ["[SEP]"]}}`
bool stands_for_itself(const Value& special_tokens, const std::string& token,
                       const Vocabulary& vocabulary) {
  const Value::List& ids = special_tokens.at(token).at("ids").as_list();
  return ids.size() == 1 && vocabulary.id_of(token) == ids[0].as_int();
}

}  // namespace

std::optional<BertTemplate> read_bert_template(const Value& processor,
                                               const Vocabulary& vocabulary) {
  BertTemplate found;
  if (step_type(&processor) == "BertProcessing") {
    const Value& cls = processor.at("cls");
    const Value& sep = processor.at("sep");
    if (!names_token(cls, vocabulary) || !names_token(sep, vocabulary)) return std::nullopt;
    found.cls = cls.as_list()[0].as_string();
    found.sep = sep.as_list()[0].as_string();
    return found;
  }
  if (step_type(&processor) != "TemplateProcessing") return std::nullopt;
  const std::vector<Place> of_one = read_places(processor.at("single"));
  if (of_one.size() != 3) return std::nullopt;
  found.cls = of_one.front().id;
  found.sep = of_one.back().id;
  if (of_one != single(found) || read_places(processor.at("pair")) != pair(found)) {
    return std::nullopt;
  }
  const Value& special_tokens = processor.at("special_tokens");
  for (const std::string& token : {found.cls, found.sep}) {
    if (!stands_for_itself(special_tokens, token, vocabulary)) return std::nullopt;
  }
  return found;
}

Value bert_template_value(const TokenInventory& tokens) {
  const SpecialTokens& special = tokens.special_tokens;
  if (!special.cls || !special.sep) return Value();
  const BertTemplate around = {*tokens.vocabulary.token(*special.cls),
                               *tokens.vocabulary.token(*special.sep)};
  Value special_tokens = Value::map();
  for (const std::int64_t id : {*special.cls, *special.sep}) {
    const std::string& token = *tokens.vocabulary.token(id);
    Value entry = Value::map();
    entry.set("id", token);
    entry.set("ids", Value::List{Value(id)});
    entry.set("tokens", Value::List{Value(token)});
    special_tokens.set(token, std::move(entry));
  }
  Value processor = Value::map();
  processor.set("type", "TemplateProcessing");
  processor.set("single", places_value(single(around)));
  processor.set("pair", places_value(pair(around)));
  processor.set("special_tokens", std::move(special_tokens));
  return processor;
}

}  // namespace graft
