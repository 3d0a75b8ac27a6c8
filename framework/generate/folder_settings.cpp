#include <filesystem>

#include "framework/generate/generation_settings.h"
#include "graft/error.h"
#include "graft/file.h"
#include "graft/json.h"

namespace graft {

namespace {

namespace fs = std::filesystem;

/// Settings that would change the text and are not built in, with the value at which they do not.
struct Unsupported {
  const char* key;
  double neutral;
};
constexpr Unsupported kUnsupported[] = {{"num_beam_groups", 1},
                                        {"diversity_penalty", 0},
                                        {"penalty_alpha", 0},
                                        {"typical_p", 1},
                                        {"epsilon_cutoff", 0},
                                        {"eta_cutoff", 0},
                                        {"encoder_repetition_penalty", 1},
                                        {"encoder_no_repeat_ngram_size", 0},
                                        {"guidance_scale", 1}};
constexpr const char* kUnsupportedLists[] = {
    "bad_words_ids",       "force_words_ids",
    "constraints",         "forced_bos_token_id",
    "forced_eos_token_id", "suppress_tokens",
    "sequence_bias",       "begin_suppress_tokens",
    "forced_decoder_ids",  "exponential_decay_length_penalty"};

void refuse_unsupported(const Value& config) {
  std::vector<Problem> problems;
  const auto refuse = [&](const char* key, const Value& value) {
    problems.push_back(value.problem("unsupported-setting", std::string(key) + " is not supported",
                                     "remove it from generation_config.json"));
  };
  for (const Unsupported& setting : kUnsupported) {
    const Value* value = config.find(setting.key);
    if (value == nullptr || value->is_null()) continue;
    if (!value->is_number() || value->as_double() != setting.neutral) refuse(setting.key, *value);
  }
  for (const char* key : kUnsupportedLists) {
    const Value* value = config.find(key);
    if (value == nullptr || value->is_null()) continue;
    if (!value->is_list() || value->size() > 0) refuse(key, *value);
  }
  if (!problems.empty()) throw InputError(std::move(problems));
}

Value read_json_file(const fs::path& path) {
  return parse_json(read_file(path.string()), path.string());
}

}  // namespace

Value with_changes(Value base, const Value& changes) {
  for (const Value::Member& member : changes.as_map()) base.set(member.key, member.value);
  return base;
}

Value folder_settings(const std::string& folder) {
  Value settings = Value::map();
  const fs::path config_file = fs::path(folder) / "config.json";
  if (fs::exists(config_file)) {
    const Value config = read_json_file(config_file);
    for (const char* key : {"bos_token_id", "eos_token_id", "pad_token_id"}) {
      const Value* id = config.find(key);
      if (id != nullptr) settings.set(key, *id);
    }
  }
  const fs::path generation_file = fs::path(folder) / "generation_config.json";
  if (!fs::exists(generation_file)) return settings;
  const Value config = read_json_file(generation_file);
  refuse_unsupported(config);
  const Schema<GenerationSettings> schema = GenerationSettings::schema();
  for (const Value::Member& member : config.as_map()) {
    if (schema.untyped().find(member.key) != nullptr) settings.set(member.key, member.value);
  }
  return settings;
}

}  // namespace graft
