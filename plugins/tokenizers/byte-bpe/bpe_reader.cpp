#include <filesystem>
#include <optional>
#include <utility>

#include "bpe_model.h"
#include "byte_alphabet.h"
#include "graft/text/tokenizer_config.h"
#include "vocabulary_files.h"

namespace graft {

namespace {

/// Without a token for each byte, and none for what is unknown, some texts have no ids.
void check_byte_tokens(const std::string& folder, const BpeModel& model,
                       std::vector<Problem>& problems) {
  if (model.tokens.special_tokens.unknown) return;
  std::string missing;
  const auto check = [&](const std::string& token) {
    if (!model.tokens.vocabulary.id_of(token)) missing += (missing.empty() ? "" : " ") + token;
  };
  for (const char byte : byte_order()) {
    const std::string token = spell_bytes({&byte, 1});
    check(token);
    if (model.flavour == BpeFlavour::kClip) check(token + std::string(kEndOfWord));
  }
  if (missing.empty()) return;
  problems.push_back(
      {folder, 0, 0, "bad-vocabulary",
       "the vocabulary lacks the byte tokens " + missing + ", and there is no unk_token for them",
       "train the tokenizer with the whole byte alphabet"});
}

/// CLIP puts a token before and one behind each text.
void check_clip_frame(const std::string& folder, const BpeModel& model,
                      std::vector<Problem>& problems) {
  const SpecialTokens& special = model.tokens.special_tokens;
  if (model.flavour != BpeFlavour::kClip || (special.bos && special.eos)) return;
  problems.push_back({folder, 0, 0, "bad-vocabulary",
                      "CLIP's tokenizer needs a bos_token and an eos_token, and the vocabulary "
                      "lacks <|startoftext|> or <|endoftext|>",
                      "name them in tokenizer_config.json"});
}

/// RoBERTa and BART have files of the same names, but put tokens around texts.
void check_is_gpt2(const std::string& folder, const Vocabulary& vocabulary,
                   std::vector<Problem>& problems) {
  const auto has = [&vocabulary](const char* token) { return vocabulary.id_of(token).has_value(); };
  if (has(kEndOfText) || !has("<s>") || !has("</s>")) return;
  problems.push_back({folder, 0, 0, "unsupported-tokenizer",
                      "the vocabulary has <s> and </s> in place of <|endoftext|>, as RoBERTa's; "
                      "byte-level BPE as in GPT-2 puts none of them around texts",
                      "if that is meant, write \"tokenizer_class\": \"GPT2Tokenizer\" into "
                      "tokenizer_config.json"});
}

void read_switches(const Value& config, BpeModel& model) {
  const Value* const prefix = config.find("add_prefix_space");
  if (prefix != nullptr) model.add_prefix_space = prefix->as_bool();
  const Value* const bos = config.find("add_bos_token");
  if (bos != nullptr) model.add_bos_token = bos->as_bool();
}

std::optional<BpeFlavour> flavour_of_class(const Value& config) {
  const Value* const name = config.find("tokenizer_class");
  if (name == nullptr || name->is_null()) return std::nullopt;
  if (name->as_string().starts_with("CLIP")) return BpeFlavour::kClip;
  if (name->as_string().starts_with("GPT2")) return BpeFlavour::kGpt2;
  return std::nullopt;
}

/// In a vocabulary of CLIP each byte may end a word.
BpeFlavour flavour_of_vocabulary(const Vocabulary& vocabulary) {
  const bool has_endings = vocabulary.id_of("a" + std::string(kEndOfWord)).has_value();
  return has_endings ? BpeFlavour::kClip : BpeFlavour::kGpt2;
}

}  // namespace

const RoleDefaults& default_roles(BpeFlavour flavour) {
  static const RoleDefaults kGptRoles = {
      {"bos_token", kEndOfText}, {"eos_token", kEndOfText}, {"unk_token", kEndOfText}};
  static const RoleDefaults kClipRoles = {{"bos_token", kStartOfText},
                                          {"eos_token", kEndOfText},
                                          {"unk_token", kEndOfText},
                                          {"pad_token", kEndOfText}};
  return flavour == BpeFlavour::kClip ? kClipRoles : kGptRoles;
}

BpeModel read_bpe_model(const std::string& folder) {
  const auto has = [&folder](const char* name) {
    return std::filesystem::is_regular_file(folder + "/" + name);
  };
  const Value config = read_json_if_there(folder, "tokenizer_config.json");
  check_tokenizer_class(config, {"GPT2Tokenizer", "CLIPTokenizer"}, "byte-level BPE");
  const std::optional<BpeFlavour> named = flavour_of_class(config);

  BpeModel model;
  RoleDefaults stated;
  std::vector<Problem> problems;
  const auto read_files = [&](const char* vocabulary, const char* merges) {
    read_vocabulary_files(folder + "/" + vocabulary, folder + "/" + merges, model, problems);
    model.flavour = named.value_or(flavour_of_vocabulary(model.tokens.vocabulary));
    if (!named && model.flavour == BpeFlavour::kGpt2) {
      check_is_gpt2(folder, model.tokens.vocabulary, problems);
    }
  };
  if (has("tokenizer.json")) {
    read_tokenizer_json(folder + "/tokenizer.json", named, model, stated, problems);
  } else if (has("vocab.json") && has("merges.txt")) {
    read_files("vocab.json", "merges.txt");
  } else if (has("encoder.json") && has("vocab.bpe")) {
    read_files("encoder.json", "vocab.bpe");
  } else {
    throw InputError({Problem{folder, 0, 0, "missing-tokenizer",
                              "no byte-level BPE tokenizer: expected tokenizer.json, or vocab.json "
                              "and merges.txt, or encoder.json and vocab.bpe",
                              "check the folder"}});
  }
  if (problems.empty()) {
    RoleDefaults roles = stated;
    for (const auto& usual : default_roles(model.flavour)) roles.insert(usual);  // unless stated
    read_token_settings(folder, config, roles, model.tokens, problems);
    if (model.flavour == BpeFlavour::kGpt2) read_switches(config, model);
  }
  if (problems.empty()) check_stated_roles(folder, stated, model.tokens, problems);
  if (problems.empty()) check_clip_frame(folder, model, problems);
  if (problems.empty()) check_byte_tokens(folder, model, problems);
  if (!problems.empty()) throw InputError(std::move(problems));
  return model;
}

}  // namespace graft
