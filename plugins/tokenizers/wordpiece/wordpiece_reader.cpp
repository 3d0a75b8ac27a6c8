#include <filesystem>
#include <utility>

#include "graft/text/tokenizer_config.h"
#include "vocabulary_files.h"
#include "wordpiece_model.h"

namespace graft {

namespace {

/// What the class can be told and this tokenizer does not do.
void check_config(const Value& config, std::vector<Problem>& problems) {
  const Value* const basic = config.find("do_basic_tokenize");
  if (basic != nullptr && !basic->as_bool()) {
    problems.push_back(basic->problem("unsupported-tokenizer",
                                      "do_basic_tokenize: WordPiece as in BERT always cuts texts "
                                      "into words first, got false"));
  }
  const Value* const never_split = config.find("never_split");
  if (never_split != nullptr && never_split->size() > 0) {
    problems.push_back(never_split->problem("unsupported-tokenizer",
                                            "never_split: only added tokens are kept whole",
                                            "list the tokens in added_tokens_decoder"));
  }
}

/// Settings of the normalizer and the decoder; they come before those of tokenizer.json, as in the
/// reference.
void read_switches(const Value& config, WordPieceModel& model) {
  const auto read = [&config](const char* key, bool& option) {
    const Value* const value = config.find(key);
    if (value != nullptr && !value->is_null()) option = value->as_bool();
  };
  read("do_lower_case", model.normalizer.lowercase);
  read("tokenize_chinese_chars", model.normalizer.tokenize_chinese_chars);
  read("clean_up_tokenization_spaces", model.clean_up_tokenization_spaces);
  const Value* const strip = config.find("strip_accents");
  if (strip == nullptr) return;
  model.normalizer.strip_accents =
      strip->is_null() ? std::nullopt : std::optional<bool>(strip->as_bool());
}

/// A tokenizer.json that puts nothing around texts goes with a vocabulary that has nothing for it.
void check_frame(const std::string& folder, const RoleDefaults& stated,
                 const SpecialTokens& special, std::vector<Problem>& problems) {
  if (stated.empty() || stated.contains("cls_token") || !special.cls || !special.sep) return;
  problems.push_back({folder + "/tokenizer.json", 0, 0, "unsupported-tokenizer",
                      "no post_processor puts [CLS] and [SEP] around texts, as BERT needs it",
                      "add a TemplateProcessing"});
}

}  // namespace

const RoleDefaults& bert_roles() {
  static const RoleDefaults kRoles = {{"unk_token", "[UNK]"},
                                      {"pad_token", "[PAD]"},
                                      {"mask_token", "[MASK]"},
                                      {"cls_token", "[CLS]"},
                                      {"sep_token", "[SEP]"}};
  return kRoles;
}

WordPieceModel read_wordpiece_model(const std::string& folder) {
  const auto has = [&folder](const char* name) {
    return std::filesystem::is_regular_file(folder + "/" + name);
  };
  const Value config = read_json_if_there(folder, "tokenizer_config.json");
  check_tokenizer_class(config, {"BertTokenizer"}, "WordPiece");

  WordPieceModel model;
  RoleDefaults stated;
  std::vector<Problem> problems;
  check_config(config, problems);
  if (has("tokenizer.json")) {
    read_tokenizer_json(folder + "/tokenizer.json", model, stated, problems);
  } else if (has("vocab.txt")) {
    read_vocabulary_text(folder + "/vocab.txt", model, problems);
  } else {
    throw InputError({Problem{folder, 0, 0, "missing-tokenizer",
                              "no WordPiece tokenizer: expected tokenizer.json or vocab.txt",
                              "check the folder"}});
  }
  if (problems.empty()) {
    RoleDefaults roles = stated;
    for (const auto& usual : bert_roles()) roles.insert(usual);  // unless stated
    read_switches(config, model);
    read_token_settings(folder, config, roles, model.tokens, problems);
  }
  if (problems.empty()) check_stated_roles(folder, stated, model.tokens, problems);
  if (problems.empty()) {
    check_frame(folder, stated, model.tokens.special_tokens, problems);
  }
  if (problems.empty() && !model.tokens.special_tokens.unknown) {
    problems.push_back({folder, 0, 0, "bad-vocabulary",
                        "there is no token for unknown words: the vocabulary lacks [UNK], and no "
                        "file names another unk_token",
                        "name one in tokenizer_config.json"});
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return model;
}

}  // namespace graft
