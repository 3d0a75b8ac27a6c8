#include "settings.h"

#include <filesystem>

#include "graft/error.h"
#include "graft/file.h"
#include "graft/json.h"

namespace graft {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMostSentinels = 10000;

Value read_config(const std::string& folder) {
  const std::string path = folder + "/tokenizer_config.json";
  if (!fs::exists(path)) return Value::map();
  Value config = parse_json(read_file(path), path);
  if (!config.is_map()) config.fail("bad-value", "expected a map of settings");
  return config;
}

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

}  // namespace

SentencePieceSettings read_settings(const std::string& folder) {
  const Value config = read_config(folder);
  SentencePieceSettings settings;
  settings.model_file = find_model(folder);
  const Value* name = given(config, "tokenizer_class");
  settings.tokenizer_class = name != nullptr                         ? name->as_string()
                             : settings.model_file == "spiece.model" ? "T5Tokenizer"
                                                                     : "LlamaTokenizer";
  const bool is_t5 = settings.tokenizer_class.starts_with("T5");
  const Value* add_bos = given(config, "add_bos_token");
  const Value* add_eos = given(config, "add_eos_token");
  settings.add_bos = add_bos != nullptr ? add_bos->as_bool() : !is_t5;
  settings.add_eos = add_eos != nullptr ? add_eos->as_bool() : is_t5;
  const Value* sentinels = given(config, "extra_ids");
  settings.num_sentinels = sentinels != nullptr ? sentinels->as_int() : is_t5 ? 100 : 0;
  if (settings.num_sentinels < 0 || settings.num_sentinels > kMostSentinels) {
    sentinels->fail("out-of-range", "extra_ids: expected 0 to " + std::to_string(kMostSentinels));
  }
  return settings;
}

Value settings_value(const SentencePieceSettings& settings) {
  Value config = Value::map();
  config.set("tokenizer_class", settings.tokenizer_class);
  config.set("add_bos_token", settings.add_bos);
  config.set("add_eos_token", settings.add_eos);
  config.set("extra_ids", settings.num_sentinels);
  return config;
}

}  // namespace graft
