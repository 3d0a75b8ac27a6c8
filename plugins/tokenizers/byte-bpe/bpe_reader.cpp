#include <algorithm>
#include <filesystem>

#include "bpe_model.h"
#include "bpe_settings.h"
#include "byte_alphabet.h"
#include "vocabulary_files.h"

namespace graft {

namespace {

/// Without a token for each byte, and none for what is unknown, some texts have no ids.
void check_byte_tokens(const std::string& folder, const BpeModel& model,
                       std::vector<Problem>& problems) {
  if (model.special_tokens.unknown) return;
  std::string missing;
  for (const char byte : byte_order()) {
    const std::string token = spell_bytes({&byte, 1});
    if (!model.vocabulary.id_of(token)) missing += (missing.empty() ? "" : " ") + token;
  }
  if (missing.empty()) return;
  problems.push_back(
      {folder, 0, 0, "bad-vocabulary",
       "the vocabulary lacks the byte tokens " + missing + ", and there is no unk_token for them",
       "train the tokenizer with the whole byte alphabet"});
}

}  // namespace

BpeModel read_bpe_model(const std::string& folder) {
  const auto has = [&folder](const char* name) {
    return std::filesystem::is_regular_file(folder + "/" + name);
  };
  const Value config = read_json_if_there(folder + "/tokenizer_config.json");
  check_tokenizer_class(config);

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
  if (problems.empty()) read_bpe_settings(folder, config, model, problems);
  if (problems.empty()) check_byte_tokens(folder, model, problems);
  if (!problems.empty()) throw InputError(std::move(problems));
  std::sort(model.added_tokens.begin(), model.added_tokens.end(),
            [](const AddedToken& left, const AddedToken& right) { return left.id < right.id; });
  return model;
}

}  // namespace graft
