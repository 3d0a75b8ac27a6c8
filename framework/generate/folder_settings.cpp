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

constexpr const char* kUnsupportedSwitches[] = {"renormalize_logits", "remove_invalid_values"};
/// Settings that never change the text.
constexpr const char* kWithoutEffect[] = {"use_cache",         "return_dict_in_generate",
                                          "output_attentions", "output_hidden_states",
                                          "output_scores",     "output_logits"};

Value read_json_file(const fs::path& path) {
  return parse_json(read_file(path.string()), path.string());
}

/// The settings among the members of a published file.
void take_settings(const Value& file, Value& settings) {
  const Value supported = supported_settings(file);
  const Schema<GenerationSettings> schema = GenerationSettings::schema();
  for (const Value::Member& member : supported.as_map()) {
    if (schema.untyped().find(member.key) != nullptr) settings.set(member.key, member.value);
  }
}

}  // namespace

Value supported_settings(Value settings) {
  std::vector<Problem> problems;
  const auto drop = [&](const char* key, const auto& is_neutral) {
    const Value* value = settings.find(key);
    if (value == nullptr) return;
    if (!value->is_null() && !is_neutral(*value)) {
      problems.push_back(value->problem("unsupported-setting",
                                        std::string(key) + " is not supported", "remove it"));
    }
    settings.erase(key);
  };
  for (const Unsupported& setting : kUnsupported) {
    drop(setting.key, [&setting](const Value& value) {
      return value.is_number() && value.as_double() == setting.neutral;
    });
  }
  for (const char* key : kUnsupportedLists) {
    drop(key, [](const Value& value) { return value.is_list() && value.size() == 0; });
  }
  for (const char* key : kUnsupportedSwitches) {
    drop(key, [](const Value& value) { return value.is_bool() && !value.as_bool(); });
  }
  for (const char* key : kWithoutEffect) settings.erase(key);
  if (!problems.empty()) throw InputError(std::move(problems));
  return settings;
}

Value with_changes(Value base, const Value& changes) {
  for (const Value::Member& member : changes.as_map()) base.set(member.key, member.value);
  return base;
}

Value folder_settings(const std::string& folder, const Value& options) {
  Value settings = Value::map();
  const Value config = read_json_file(fs::path(folder) / "config.json");
  for (const char* key : {"bos_token_id", "eos_token_id", "pad_token_id"}) {
    const Value* id = config.find(key);
    if (id == nullptr) id = options.find(key);
    if (id != nullptr) settings.set(key, *id);
  }
  const fs::path generation_file = fs::path(folder) / "generation_config.json";
  // Before there was such a file, settings stood beside the model's own.
  take_settings(fs::exists(generation_file) ? read_json_file(generation_file) : config, settings);
  return settings;
}

}  // namespace graft
