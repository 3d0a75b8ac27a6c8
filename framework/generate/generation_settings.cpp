#include "framework/generate/generation_settings.h"

#include <algorithm>
#include <limits>

#include "graft/error.h"

namespace graft {

namespace {

constexpr std::int64_t kDefaultNewTokens = 100;
constexpr const char* kNever = "never";

void check(const GenerationSettings& settings, const Value& given, std::vector<Problem>& problems) {
  const auto complain = [&](const char* key, const std::string& message, const std::string& hint) {
    const Value* value = given.find(key);
    problems.push_back((value == nullptr ? given : *value)
                           .problem("bad-value", std::string(key) + ": " + message, hint));
  };
  const Value& early = settings.early_stopping;
  if (!early.is_null() && !early.is_bool() && !(early.is_string() && early.as_string() == kNever)) {
    complain("early_stopping", "expected true, false or \"never\"",
             "false is the usual end of beam search");
  }
  const Value& eos = settings.eos_token_id;
  bool is_good_eos = eos.is_null() || eos.is_int() || eos.is_list();
  if (eos.is_list()) {
    for (const Value& id : eos.as_list()) is_good_eos = is_good_eos && id.is_int();
  }
  if (!is_good_eos) {
    complain("eos_token_id", "expected an id, a list of ids or null",
             "`graft tokenize` shows the ids of a text");
  }

  if (settings.num_return_sequences > 1 && settings.num_beams == 1 &&
      !settings.do_sample.value_or(false)) {
    complain("num_return_sequences", "greedy decoding has one result only",
             "set num_beams, or do_sample: true");
  } else if (settings.num_beams > 1 && settings.num_return_sequences > settings.num_beams) {
    complain("num_return_sequences", "is more than num_beams", "raise num_beams");
  }
}

}  // namespace

Schema<GenerationSettings> GenerationSettings::schema() {
  using Settings = GenerationSettings;
  return Schema<Settings>()
      .field("max_new_tokens", &Settings::max_new_tokens, "tokens to add at most", at_least(1))
      .field("max_length", &Settings::max_length, "as max_new_tokens, prompt included", at_least(1))
      .field("min_length", &Settings::min_length, "no end before this length, prompt included",
             at_least(0))
      .field("min_new_tokens", &Settings::min_new_tokens, "no end before so many new tokens",
             at_least(0))
      .field("do_sample", &Settings::do_sample, "draw tokens instead of taking the likeliest")
      .field("temperature", &Settings::temperature, "divides the scores before drawing",
             greater_than(0))
      .field("top_k", &Settings::top_k, "draw among the k likeliest; 0: among all", at_least(0))
      .field("top_p", &Settings::top_p,
             "draw among the likeliest that together have this probability", in_range(0, 1))
      .field("min_p", &Settings::min_p,
             "draw among those with this share of the likeliest one's probability", in_range(0, 1))
      .field("repetition_penalty", &Settings::repetition_penalty,
             "weakens tokens that are there already; above 1", greater_than(0))
      .field("no_repeat_ngram_size", &Settings::no_repeat_ngram_size,
             "never repeat so many tokens in a row; 0: may repeat", at_least(0))
      .field("num_beams", &Settings::num_beams, "beams of beam search; 1: none", in_range(1, 1024))
      .field("num_return_sequences", &Settings::num_return_sequences, "texts for each prompt",
             in_range(1, 1024))
      .field("length_penalty", &Settings::length_penalty,
             "beam scores are divided by the length to this power")
      .field("early_stopping", &Settings::early_stopping, "end of beam search: true, false, never")
      .field("eos_token_id", &Settings::eos_token_id, "token or list of tokens that end a text")
      .field("bos_token_id", &Settings::bos_token_id, "token that begins an empty prompt",
             at_least(0))
      .field("pad_token_id", &Settings::pad_token_id, "accepted; sequences are never padded",
             at_least(-1))
      .field("decoder_start_token_id", &Settings::decoder_start_token_id,
             "token that the answer to a source begins with; none: the model's own", at_least(0))
      .field("stop_strings", &Settings::stop_strings, "texts before which the result ends")
      .field("seed", &Settings::seed, "of drawing");
}

GenerationSettings GenerationSettings::read(const Value& settings, const std::string& where) {
  const Schema<GenerationSettings> known = schema();
  Value given = settings;
  for (const Field& field : known.untyped().fields()) {
    const Value* value = settings.find(field.name);
    if (value != nullptr && value->is_null() && !field.optional) given.erase(field.name);
  }
  GenerationSettings result = known.read(given, where);
  std::vector<Problem> problems;
  check(result, given, problems);
  if (!problems.empty()) throw InputError(std::move(problems));
  return result;
}

EarlyStopping GenerationSettings::early_stop() const {
  if (early_stopping.is_string()) return EarlyStopping::kNever;
  return early_stopping.is_bool() && early_stopping.as_bool() ? EarlyStopping::kYes
                                                              : EarlyStopping::kNo;
}

std::vector<std::int64_t> GenerationSettings::eos_token_ids() const {
  std::vector<std::int64_t> ids;
  if (eos_token_id.is_int()) ids.push_back(eos_token_id.as_int());
  if (eos_token_id.is_list()) {
    for (const Value& id : eos_token_id.as_list()) ids.push_back(id.as_int());
  }
  return ids;
}

std::int64_t GenerationSettings::last_length(std::int64_t prompt_length) const {
  if (!max_new_tokens && max_length && *max_length <= prompt_length) {
    throw InputError("nothing-to-generate",
                     "the prompt has " + std::to_string(prompt_length) +
                         " tokens and max_length is " + std::to_string(*max_length),
                     "set max_new_tokens, or a larger max_length");
  }
  if (max_new_tokens) {
    const std::int64_t most = std::numeric_limits<std::int64_t>::max() - prompt_length;
    return prompt_length + std::min(*max_new_tokens, most);
  }
  return max_length.value_or(prompt_length + kDefaultNewTokens);
}

}  // namespace graft
