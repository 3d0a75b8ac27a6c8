#pragma once

#include <string>
#include <vector>

#include "graft/text/token_inventory.h"
#include "merge_table.h"

namespace graft {

/// Everything that the files of a tokenizer say.
struct BpeModel {
  TokenInventory tokens;  // byte tokens, merged tokens, added tokens; spelt as in byte_alphabet.h
  std::vector<Merge> merges;
  bool add_prefix_space = false;  // a text that begins with no space gets one
  bool add_bos_token = false;     // the beginning-of-sequence token stands before every text
};

/// Reads a folder with `tokenizer.json`, or `vocab.json` and `merges.txt`, or GPT-2's original
/// `encoder.json` and `vocab.bpe`; beside them `tokenizer_config.json`, `special_tokens_map.json`
/// and `added_tokens.json` where they are. Throws InputError, also for what is another kind of
/// tokenizer.
BpeModel read_bpe_model(const std::string& folder);

/// Writes `vocab.json`, `merges.txt`, `tokenizer.json`, `tokenizer_config.json` and
/// `special_tokens_map.json` as the reference library does.
void write_bpe_model(const BpeModel& model, const std::string& folder);

inline constexpr const char* kEndOfText = "<|endoftext|>";

/// The tokens of GPT-2 where the files name none.
const RoleDefaults& gpt2_roles();

}  // namespace graft
