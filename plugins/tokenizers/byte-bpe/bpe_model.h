#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "graft/text/token_inventory.h"
#include "merge_table.h"

namespace graft {

/// How texts are cut into words, and what stands around them.
enum class BpeFlavour {
  kGpt2,  // words keep the space before them; every text comes back
  kClip,  // lower case; the last token of a word ends with `</w>`; texts begin and end with a token
};

/// Everything that the files of a tokenizer say.
struct BpeModel {
  BpeFlavour flavour = BpeFlavour::kGpt2;
  TokenInventory tokens;  // byte tokens, merged tokens, added tokens; spelt as in byte_alphabet.h
  std::vector<Merge> merges;
  bool add_prefix_space = false;  // GPT-2: a text that begins with no space gets one
  bool add_bos_token = false;     // GPT-2: the beginning-of-sequence token stands before every text
  bool begins_second = true;      // it stands before the second text of a pair, too
};

/// Reads a folder with `tokenizer.json`, or `vocab.json` and `merges.txt`, or GPT-2's original
/// `encoder.json` and `vocab.bpe`; beside them `tokenizer_config.json`, `special_tokens_map.json`
/// and `added_tokens.json` where they are. Throws InputError, also for what is another kind of
/// tokenizer.
BpeModel read_bpe_model(const std::string& folder);

/// Writes `vocab.json`, `merges.txt`, `tokenizer.json`, `tokenizer_config.json` and
/// `special_tokens_map.json` as the reference library does.
void write_bpe_model(const BpeModel& model, const std::string& folder);

inline constexpr const char* kStartOfText = "<|startoftext|>";
inline constexpr const char* kEndOfText = "<|endoftext|>";

/// The tokens of GPT-2 or CLIP where the files name none.
const RoleDefaults& default_roles(BpeFlavour flavour);

/// Stands behind the last token of a word in CLIP's vocabulary.
inline constexpr std::string_view kEndOfWord = "</w>";

}  // namespace graft
