#pragma once

#include <string>
#include <vector>

#include "added_tokens.h"
#include "graft/roles/tokenizer.h"
#include "graft/value.h"
#include "merge_table.h"
#include "vocabulary.h"

namespace graft {

/// Everything that the files of a tokenizer say.
struct BpeModel {
  Vocabulary vocabulary;  // byte tokens, merged tokens, added tokens; spelled as in byte_alphabet.h
  std::vector<Merge> merges;
  std::vector<AddedToken> added_tokens;  // by id
  SpecialTokens special_tokens;
  bool add_prefix_space = false;  // a text that begins with no space gets one
  bool add_bos_token = false;     // the beginning-of-sequence token stands before every text
  Value model_max_length;         // tokens; kept for the reader of the files; null: unknown
};

/// Reads a folder with `tokenizer.json`, or `vocab.json` and `merges.txt`, or GPT-2's original
/// `encoder.json` and `vocab.bpe`; beside them `tokenizer_config.json`, `special_tokens_map.json`
/// and `added_tokens.json` where they are. Throws InputError, also for what is another kind of
/// tokenizer.
BpeModel read_bpe_model(const std::string& folder);

/// Writes `vocab.json`, `merges.txt`, `tokenizer.json`, `tokenizer_config.json` and
/// `special_tokens_map.json` as the reference library does.
void write_bpe_model(const BpeModel& model, const std::string& folder);

/// A role that a special token can have, by its name in the published files.
struct TokenRole {
  const char* key;  // "bos_token"
  std::optional<std::int64_t> SpecialTokens::*member;
  bool has_default;  // `<|endoftext|>` where the files name none
};

const std::vector<TokenRole>& token_roles();

inline constexpr const char* kEndOfText = "<|endoftext|>";

/// "<extra_id_7>": stands for the eighth span that was cut out of a text.
std::string sentinel_name(std::int64_t number);

/// Lists every special token, and the sentinels among them, in `model.special_tokens`.
void list_special_tokens(BpeModel& model);

}  // namespace graft
