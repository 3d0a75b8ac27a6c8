#include "framework/generate/request.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "graft/error.h"
#include "graft/file.h"
#include "graft/json.h"
#include "graft/options.h"

namespace graft {

namespace {

constexpr const char* kPrompt = "prompt";
constexpr const char* kInputIds = "input_ids";

[[noreturn]] void fail_as_type(const Value& value, const std::string& where,
                               const std::string& expected) {
  value.fail("wrong-type", where + ": expected " + expected + ", got " + kind_name(value.kind()));
}

std::vector<std::int64_t> ids_of(const Value& list) {
  if (!list.is_list()) fail_as_type(list, kInputIds, "a list of ids");
  std::vector<std::int64_t> ids;
  for (const Value& id : list.as_list()) {
    if (!id.is_int()) fail_as_type(id, "input_ids[" + std::to_string(ids.size()) + "]", "an id");
    ids.push_back(id.as_int());
  }
  if (ids.empty()) list.fail("bad-value", "input_ids is empty", "give at least one id");
  return ids;
}

/// A request must have one of the two keys that say what to continue.
void require_one_prompt(const Value& request) {
  const bool has_prompt = request.find(kPrompt) != nullptr;
  if (has_prompt != (request.find(kInputIds) != nullptr)) return;
  const Schema<GenerationSettings> settings = GenerationSettings::schema();
  std::string hint = has_prompt ? "remove one of them" : "write {\"prompt\": \"…\"}";
  for (const Value::Member& member : request.as_map()) {
    if (has_prompt || settings.untyped().find(member.key) != nullptr) continue;
    const std::string near = nearest(member.key, {kPrompt, kInputIds});
    if (!near.empty()) hint = "did you mean `" + near + "` in place of `" + member.key + "`?";
  }
  request.fail("bad-request", "expected either `prompt` or `input_ids`", hint);
}

}  // namespace

RequestReader::RequestReader(Value base, const Tokenizer* tokenizer, const PromptLimits& limits)
    : base_(std::move(base)), tokenizer_(tokenizer), limits_(limits) {}

void RequestReader::check(const GenerationRequest& request) const {
  const std::vector<std::int64_t>& ids = request.input_ids;
  const auto wrong = std::find_if(ids.begin(), ids.end(), [this](std::int64_t id) {
    return id < 0 || id >= limits_.vocab_size;
  });
  if (wrong != ids.end()) {
    throw InputError("id-out-of-range",
                     "id " + std::to_string(*wrong) + " at position " +
                         std::to_string(wrong - ids.begin()) +
                         " of the prompt, but the model has the ids 0 to " +
                         std::to_string(limits_.vocab_size - 1),
                     "check that tokenizer and model have the same vocabulary");
  }
  const auto length = static_cast<std::int64_t>(ids.size());
  if (length > limits_.max_positions) {
    throw InputError("too-many-positions",
                     "the prompt has " + std::to_string(length) + " tokens, but the model has " +
                         std::to_string(limits_.max_positions) + " positions",
                     "shorten the prompt");
  }
  (void)request.settings.last_length(limits_.is_source ? 1 : length);
}

std::vector<std::int64_t> RequestReader::encode(const std::string& prompt,
                                                const GenerationSettings& settings) const {
  std::vector<std::int64_t> ids = tokenizer_->encode(prompt, EncodeOptions{});
  const bool is_bare = ids == tokenizer_->encode(prompt, {.add_special_tokens = false});
  if (is_bare && limits_.frame) ids = limits_.frame(ids);
  if (!ids.empty()) return ids;
  const SpecialTokens special = tokenizer_->special_tokens();
  std::optional<std::int64_t> first = settings.bos_token_id;
  // Where texts are only ended by a token, it also stands before the next one.
  if (!first) first = special.bos ? special.bos : special.eos;
  if (!first) {
    throw InputError("empty-prompt", "the prompt is empty and no token begins a text",
                     "give a prompt, or bos_token_id in generation_config.json");
  }
  return {*first};
}

GenerationRequest RequestReader::from_prompt(const std::string& prompt) const {
  GenerationRequest request;
  request.prompt = prompt;
  request.settings = GenerationSettings::read(base_, "generation");
  request.input_ids = encode(prompt, request.settings);
  check(request);
  return request;
}

GenerationRequest RequestReader::from_value(const Value& value) const {
  if (!value.is_map()) value.fail("bad-value", "expected a request, {\"prompt\": …}");
  const Value* prompt = value.find(kPrompt);
  const Value* input_ids = value.find(kInputIds);
  require_one_prompt(value);
  Value changes = value;
  changes.erase(kPrompt);
  changes.erase(kInputIds);
  GenerationRequest request;
  request.settings =
      GenerationSettings::read(with_changes(base_, supported_settings(changes)), "request");
  if (input_ids != nullptr) {
    request.input_ids = ids_of(*input_ids);
    check(request);
    return request;
  }
  if (!prompt->is_string()) fail_as_type(*prompt, kPrompt, "a string");
  if (tokenizer_ == nullptr) {
    prompt->fail("no-tokenizer", "the model folder has no tokenizer files", "give input_ids");
  }
  request.prompt = prompt->as_string();
  request.input_ids = encode(request.prompt, request.settings);
  check(request);
  return request;
}

std::vector<GenerationRequest> RequestReader::read(const std::string& file) const {
  const std::string text = read_file(file);
  std::vector<GenerationRequest> requests;
  std::vector<Problem> problems;
  int line_number = 0;
  for (std::size_t begin = 0; begin < text.size(); ++line_number) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = std::string_view(text).substr(begin, end - begin);
    begin = end + 1;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    try {
      requests.push_back(from_value(parse_json(line, file)));
      requests.back().line = line_number + 1;
    } catch (const InputError& error) {
      for (Problem problem : error.problems()) {
        problem.file = file;
        problem.line = std::max(problem.line, 1) + line_number;
        problems.push_back(std::move(problem));
      }
    }
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return requests;
}

}  // namespace graft
