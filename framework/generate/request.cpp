#include "framework/generate/request.h"

#include <algorithm>
#include <utility>

#include "graft/error.h"
#include "graft/file.h"
#include "graft/json.h"

namespace graft {

namespace {

constexpr const char* kPrompt = "prompt";
constexpr const char* kInputIds = "input_ids";

std::vector<std::int64_t> ids_of(const Value& list) {
  std::vector<std::int64_t> ids;
  for (const Value& id : list.as_list()) ids.push_back(id.as_int());
  if (ids.empty()) list.fail("bad-value", "input_ids is empty", "give at least one id");
  return ids;
}

}  // namespace

RequestReader::RequestReader(Value base, const Tokenizer* tokenizer)
    : base_(std::move(base)), tokenizer_(tokenizer) {}

std::vector<std::int64_t> RequestReader::encode(const std::string& prompt,
                                                const GenerationSettings& settings) const {
  std::vector<std::int64_t> ids = tokenizer_->encode(prompt, EncodeOptions{});
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
  return request;
}

GenerationRequest RequestReader::from_value(const Value& value) const {
  if (!value.is_map()) value.fail("bad-value", "expected a request, {\"prompt\": …}");
  const Value* prompt = value.find(kPrompt);
  const Value* input_ids = value.find(kInputIds);
  if ((prompt == nullptr) == (input_ids == nullptr)) {
    value.fail("bad-request", "expected either `prompt` or `input_ids`");
  }
  Value changes = value;
  changes.erase(kPrompt);
  changes.erase(kInputIds);
  GenerationRequest request;
  request.settings = GenerationSettings::read(with_changes(base_, changes), "request");
  if (input_ids != nullptr) {
    request.input_ids = ids_of(*input_ids);
    return request;
  }
  if (tokenizer_ == nullptr) {
    prompt->fail("no-tokenizer", "the model folder has no tokenizer files", "give input_ids");
  }
  request.prompt = prompt->as_string();
  request.input_ids = encode(request.prompt, request.settings);
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
