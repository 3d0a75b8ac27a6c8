#include "framework/data/tokenize_request.h"

#include <vector>

#include "graft/error.h"
#include "graft/json.h"
#include "graft/options.h"

namespace graft {

namespace {

constexpr const char* kText = "text";
constexpr const char* kTextPair = "text_pair";
constexpr const char* kMaxLength = "max_length";
constexpr const char* kTruncation = "truncation";

const std::string& string_at(const Value& request, const char* key) {
  const Value& value = request.at(key);
  if (value.is_string()) return value.as_string();
  value.fail("wrong-type",
             "`" + std::string(key) + "`: expected a string, got " + kind_name(value.kind()));
}

/// Throws where a key looks like one of the settings, misspelt.
void check_keys(const Value& request) {
  for (const Value::Member& member : request.as_map()) {
    const std::string near = nearest(member.key, {kTextPair, kMaxLength, kTruncation});
    if (near.empty() || near == member.key || member.key == kText) continue;
    member.value.fail("unknown-key", "unknown key `" + member.key + "`",
                      "did you mean `" + near + "`?");
  }
}

TokenizedInput joined(const Tokenizer& tokenizer, const std::vector<std::int64_t>& first,
                      const std::vector<std::int64_t>* second, bool add_special_tokens) {
  return add_special_tokens ? tokenizer.assemble(first, second)
                            : tokenizer.Tokenizer::assemble(first, second);
}

void append_list(const std::vector<std::int64_t>& ids, std::string& line) {
  const char* separator = "[";
  for (const std::int64_t id : ids) {
    line += separator + std::to_string(id);
    separator = ", ";
  }
  line += ids.empty() ? "[]" : "]";
}

}  // namespace

TokenizeRequest read_tokenize_request(const Value& request) {
  if (!request.is_map()) {
    request.fail("wrong-type", std::string("expected an object, got ") + kind_name(request.kind()),
                 "write {\"text\": \"…\"}");
  }
  check_keys(request);
  if (request.find(kText) == nullptr) {
    request.fail("missing-field", "there is no `text`", "write {\"text\": \"…\"}");
  }
  TokenizeRequest result;
  result.text = string_at(request, kText);
  if (request.find(kTextPair) != nullptr) result.text_pair = string_at(request, kTextPair);
  if (const Value* const length = request.find(kMaxLength)) {
    if (!length->is_int() || length->as_int() < 0) {
      length->fail("bad-value", "`max_length`: expected a number of tokens, 0 or more");
    }
    result.max_length = length->as_int();
  }
  if (const Value* const truncation = request.find(kTruncation)) {
    if (!result.max_length) {
      truncation->fail("missing-field", "`truncation` needs `max_length`", "add it");
    }
    result.truncation = truncation_named(string_at(request, kTruncation));
  }
  return result;
}

TokenizedInput tokenize(const Tokenizer& tokenizer, const TokenizeRequest& request,
                        const EncodeOptions& options) {
  EncodeOptions bare = options;
  bare.add_special_tokens = false;
  std::vector<std::int64_t> first = tokenizer.encode(request.text, bare);
  std::vector<std::int64_t> pair;
  std::vector<std::int64_t>* second = nullptr;
  if (request.text_pair) {
    pair = tokenizer.encode(*request.text_pair, bare);
    second = &pair;
  }
  TokenizedInput input = joined(tokenizer, first, second, options.add_special_tokens);
  const auto length = static_cast<std::int64_t>(input.ids.size());
  if (request.max_length && length > *request.max_length) {
    const auto special = length - static_cast<std::int64_t>(first.size() + pair.size());
    if (special > *request.max_length) {
      throw InputError("too-long",
                       "max_length " + std::to_string(*request.max_length) +
                           " leaves no room for " + std::to_string(special) + " special tokens",
                       "raise it");
    }
    truncate(first, second, length - *request.max_length, request.truncation);
    input = joined(tokenizer, first, second, options.add_special_tokens);
  }
  return input;
}

// Written piece by piece: a tree of values would take a hundred times the memory of the ids.
std::string describe_tokens(const Tokenizer& tokenizer, const TokenizedInput& input) {
  std::string line = "{\"ids\": ";
  append_list(input.ids, line);
  line += ", \"tokens\": [";
  for (std::size_t i = 0; i < input.ids.size(); ++i) {
    if (i > 0) line += ", ";
    line += write_json(tokenizer.token(input.ids[i]));
  }
  line += "], \"token_type_ids\": ";
  append_list(input.token_type_ids, line);
  line += ", \"decoded\": " + write_json(tokenizer.decode(input.ids, false));
  line += ", \"decoded_skip_special\": " + write_json(tokenizer.decode(input.ids, true)) + "}";
  return line;
}

}  // namespace graft
