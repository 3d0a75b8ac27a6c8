#include "tokenizer_steps.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace graft {

namespace {

constexpr const char* kClipPattern = R"('s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+)";

constexpr const char* kTemplate = "TemplateProcessing";

/// Collects what does not fit the flavour.
class StepCheck {
 public:
  StepCheck(const Value& tokenizer, BpeFlavour flavour, std::vector<Problem>& problems)
      : tokenizer_(tokenizer), flavour_(flavour), problems_(problems) {}

  const Value* find(const char* step) const { return tokenizer_.find(step); }

  void refuse(const Value* step, const std::string& what) {
    const char* const scheme =
        flavour_ == BpeFlavour::kClip ? "byte-level BPE as in CLIP" : "byte-level BPE as in GPT-2";
    refuse_step(step, tokenizer_, what, scheme, problems_);
  }

  void check_model() {
    const Value& model = tokenizer_.at("model");
    if (model.find("type") != nullptr && step_type(&model) != "BPE") {
      refuse(model.find("type"), "model " + step_type(&model));
    }
    for (const char* const key :
         {"dropout", "continuing_subword_prefix", "byte_fallback", "ignore_merges"}) {
      if (is_set(model.find(key))) refuse(model.find(key), key);
    }
    const Value* const ending = model.find("end_of_word_suffix");
    const bool is_clips =
        ending != nullptr && ending->is_string() && ending->as_string() == kEndOfWord;
    if (flavour_ == BpeFlavour::kClip ? !is_clips : is_set(ending)) {
      refuse(ending, ending == nullptr ? "no end_of_word_suffix" : "end_of_word_suffix");
    }
  }

 private:
  const Value& tokenizer_;
  BpeFlavour flavour_;
  std::vector<Problem>& problems_;
};

void check_gpt2_steps(StepCheck& check) {
  const Value* const normalizer = check.find("normalizer");
  if (is_set(normalizer)) check.refuse(normalizer, "normalizer " + step_type(normalizer));
  const Value* const splitter = check.find("pre_tokenizer");
  const Value* const use_regex = splitter == nullptr ? nullptr : splitter->find("use_regex");
  if (step_type(splitter) != "ByteLevel") {
    check.refuse(splitter, "pre_tokenizer " + step_type(splitter));
  } else if (use_regex != nullptr && !use_regex->as_bool()) {
    check.refuse(use_regex, "pre_tokenizer without use_regex");
  }
  const Value* const processor = check.find("post_processor");
  const std::string type = step_type(processor);
  if (is_set(processor) && type != "ByteLevel" && type != kTemplate) {
    check.refuse(processor, "post_processor " + type);
  }
}

Value typed(const char* type) {
  Value step = Value::map();
  step.set("type", type);
  return step;
}

Value regex(const char* pattern) {
  Value value = Value::map();
  value.set("Regex", pattern);
  return value;
}

Value clip_normalizer_value() {
  Value replace = typed("Replace");
  replace.set("pattern", regex("\\s+"));
  replace.set("content", " ");
  Value sequence = typed("Sequence");
  sequence.set("normalizers", Value::List{typed("NFC"), std::move(replace), typed("Lowercase")});
  return sequence;
}

Value byte_level(bool add_prefix_space, bool trim_offsets) {
  Value step = typed("ByteLevel");
  step.set("add_prefix_space", add_prefix_space);
  step.set("trim_offsets", trim_offsets);
  step.set("use_regex", true);
  return step;
}

Value clip_split_value() {
  Value split = typed("Split");
  split.set("pattern", regex(kClipPattern));
  split.set("behavior", "Removed");
  split.set("invert", true);
  return split;
}

/// CLIP's cut by its pattern, then into bytes; how the latter is told has changed over time.
bool is_clip_splitter(const Value* step) {
  if (step_type(step) != "Sequence" || step->find("pretokenizers") == nullptr) return false;
  const Value::List& parts = step->at("pretokenizers").as_list();
  return parts.size() == 2 && parts[0] == clip_split_value() &&
         step_type(&parts[1]) == "ByteLevel" && !is_set(parts[1].find("add_prefix_space"));
}

void check_clip_steps(StepCheck& check) {
  const Value* const normalizer = check.find("normalizer");
  if (normalizer == nullptr || *normalizer != clip_normalizer_value()) {
    check.refuse(normalizer, "a normalizer other than NFC, \\s+ to space, Lowercase");
  }
  const Value* const splitter = check.find("pre_tokenizer");
  if (!is_clip_splitter(splitter)) {
    check.refuse(splitter, std::string("a pre_tokenizer other than Split by ") + kClipPattern +
                               ", ByteLevel");
  }
}

Value token_pair(const TokenInventory& tokens, std::int64_t id) {
  return Value::List{Value(*tokens.vocabulary.token(id)), Value(id)};
}

Value clip_frame_value(const TokenInventory& tokens) {
  Value processor = typed("RobertaProcessing");
  processor.set("sep", token_pair(tokens, *tokens.special_tokens.eos));
  processor.set("cls", token_pair(tokens, *tokens.special_tokens.bos));
  processor.set("trim_offsets", false);
  processor.set("add_prefix_space", false);
  return processor;
}

/// One place of a template: a special token, or the text "A" or "B".
Value place(const char* kind, const std::string& id, std::int64_t type_id) {
  Value inner = Value::map();
  inner.set("id", id);
  inner.set("type_id", type_id);
  Value outer = Value::map();
  outer.set(kind, std::move(inner));
  return outer;
}

/// BOS A, and BOS A BOS B, or without the second of them BOS A B.
Value bos_template(const std::string& bos, std::int64_t bos_id, bool begins_second) {
  Value::List single = {place("SpecialToken", bos, 0), place("Sequence", "A", 0)};
  Value::List pair = single;
  if (begins_second) pair.push_back(place("SpecialToken", bos, 1));
  pair.push_back(place("Sequence", "B", 1));
  Value token = Value::map();
  token.set("id", bos);
  token.set("ids", Value::List{Value(bos_id)});
  token.set("tokens", Value::List{Value(bos)});
  Value special_tokens = Value::map();
  special_tokens.set(bos, std::move(token));
  Value step = typed(kTemplate);
  step.set("single", std::move(single));
  step.set("pair", std::move(pair));
  step.set("special_tokens", std::move(special_tokens));
  return step;
}

/// The special token that a template begins with; empty where it begins with none.
std::string first_of_template(const Value& step) {
  const Value* const single = step.find("single");
  if (single == nullptr || !single->is_list() || single->as_list().empty()) return "";
  const Value* const token = single->as_list().front().find("SpecialToken");
  const Value* const id = token == nullptr ? nullptr : token->find("id");
  return id != nullptr && id->is_string() ? id->as_string() : "";
}

}  // namespace

BpeFlavour flavour_of_steps(const Value& tokenizer) {
  const Value* const model = tokenizer.find("model");
  const Value* const ending = model == nullptr ? nullptr : model->find("end_of_word_suffix");
  return is_set(ending) ? BpeFlavour::kClip : BpeFlavour::kGpt2;
}

void check_steps(const Value& tokenizer, BpeFlavour flavour, std::vector<Problem>& problems) {
  StepCheck check(tokenizer, flavour, problems);
  if (flavour == BpeFlavour::kClip) {
    check_clip_steps(check);
  } else {
    check_gpt2_steps(check);
  }
  check.check_model();
}

void read_clip_frame(const Value& tokenizer, const Vocabulary& vocabulary, RoleDefaults& stated,
                     std::vector<Problem>& problems) {
  const Value* const processor = tokenizer.find("post_processor");
  const bool is_clips = step_type(processor) == "RobertaProcessing" &&
                        names_token(processor->at("cls"), vocabulary) &&
                        names_token(processor->at("sep"), vocabulary);
  if (!is_clips) {
    StepCheck(tokenizer, BpeFlavour::kClip, problems)
        .refuse(processor, "a post_processor other than RobertaProcessing with known tokens");
    return;
  }
  stated["bos_token"] = processor->at("cls").as_list()[0].as_string();
  stated["eos_token"] = processor->at("sep").as_list()[0].as_string();
}

void read_gpt2_frame(const Value& tokenizer, BpeModel& model, RoleDefaults& stated,
                     std::vector<Problem>& problems) {
  const Value* const processor = tokenizer.find("post_processor");
  if (step_type(processor) != kTemplate) return;
  const std::string bos = first_of_template(*processor);
  const auto id = model.tokens.vocabulary.id_of(bos);
  for (const bool begins_second : {true, false}) {
    if (!id || *processor != bos_template(bos, *id, begins_second)) continue;
    model.add_bos_token = true;
    model.begins_second = begins_second;
    stated["bos_token"] = bos;
    return;
  }
  StepCheck(tokenizer, BpeFlavour::kGpt2, problems)
      .refuse(processor, "a post_processor other than one token before texts");
}

TokenizerSteps steps_of(const BpeModel& model) {
  const bool is_clip = model.flavour == BpeFlavour::kClip;
  const std::optional<std::int64_t> unknown = model.tokens.special_tokens.unknown;
  TokenizerSteps steps;
  if (is_clip) {
    steps.normalizer = clip_normalizer_value();
    steps.pre_tokenizer = typed("Sequence");
    steps.pre_tokenizer.set("pretokenizers",
                            Value::List{clip_split_value(), byte_level(false, true)});
    steps.post_processor = clip_frame_value(model.tokens);
  } else {
    steps.pre_tokenizer = byte_level(model.add_prefix_space, true);
    const std::optional<std::int64_t> bos = model.tokens.special_tokens.bos;
    steps.post_processor =
        model.add_bos_token && bos
            ? bos_template(*model.tokens.vocabulary.token(*bos), *bos, model.begins_second)
            : byte_level(false, false);
  }
  steps.decoder = byte_level(true, true);
  steps.model = typed("BPE");
  steps.model.set("dropout", Value());
  steps.model.set("unk_token",
                  is_clip && unknown ? Value(*model.tokens.vocabulary.token(*unknown)) : Value());
  steps.model.set("continuing_subword_prefix", "");
  steps.model.set("end_of_word_suffix", is_clip ? kEndOfWord : std::string_view());
  steps.model.set("fuse_unk", false);
  steps.model.set("byte_fallback", false);
  return steps;
}

}  // namespace graft
