#include <filesystem>
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
  for (const char byte : byte_order()) {
    const std::string token = spell_bytes({&byte, 1});
    if (!model.tokens.vocabulary.id_of(token)) missing += (missing.empty() ? "" : " ") + token;
  }
  if (missing.empty()) return;
  problems.push_back(
      {folder, 0, 0, "bad-vocabulary",
       "the vocabulary lacks the byte tokens " + missing + ", and there is no unk_token for them",
       "train the tokenizer with the whole byte alphabet"});
}

void read_switches(const Value& config, BpeModel& model) {
  const Value* const prefix = config.find("add_prefix_space");
  if (prefix != nullptr) model.add_prefix_space = prefix->as_bool();
  const Value* const bos = config.find("add_bos_token");
  if (bos != nullptr) model.add_bos_token = bos->as_bool();
}

}  // namespace

const RoleDefaults& gpt2_roles() {
  static const RoleDefaults kRoles = {
      {"bos_token", kEndOfText}, {"eos_token", kEndOfText}, {"unk_token", kEndOfText}};
  return kRoles;
}

BpeModel read_bpe_model(const std::string& folder) {
  const auto has = [&folder](const char* name) {
    return std::filesystem::is_regular_file(folder + "/" + name);
  };
  const Value config = read_json_if_there(folder, "tokenizer_config.json");
  check_tokenizer_class(config, {"GPT2Tokenizer"}, "byte-level BPE");

  BpeModel model;
  std::vector<Problem> problems;
  if (has("tokenizer.json")) {
    read_tokenizer_json(folder + "/tokenizer.json", model, problems);
  } else if (has("vocab.json") && has("merges.txt")) {
    read_vocabulary_files(folder + "/vocab.json", folder + "/merges.txt", model, problems);
  } else if (has("encoder.json") && has("vocab.bpe")) {
    read_vocabulary_files(folder + "/encoder.json", folder + "/vocab.bpe", model, problems);
  } else {
    throw InputError({Problem{folder, 0, 0, "missing-tokenizer",
                              "no byte-level BPE tokenizer: expected tokenizer.json, or vocab.json "
                              "and merges.txt, or encoder.json and vocab.bpe",
                              "check the folder"}});
  }
  if (problems.empty()) {
    read_token_settings(folder, config, gpt2_roles(), model.tokens, problems);
    read_switches(config, model);
  }
  if (problems.empty()) check_byte_tokens(folder, model, problems);
  if (!problems.empty()) throw InputError(std::move(problems));
  return model;
}

}  // namespace graft
