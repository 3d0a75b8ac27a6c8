#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "bert_normalizer.h"
#include "graft/text/token_inventory.h"

namespace graft {

/// Stands before a token that goes on a word.
inline constexpr std::string_view kContinuation = "##";

/// Everything that the files of a tokenizer say.
struct WordPieceModel {
  TokenInventory tokens;
  std::int64_t num_pieces = 0;  // ids below it are words and their pieces; those above were added
  std::int64_t max_input_chars_per_word = 100;  // longer words are unknown
  BertNormalizerOptions normalizer;
  bool clean_up_tokenization_spaces = true;  // decoded text has no space before a full stop
};

/// The greatest `max_input_chars_per_word` that is read.
inline constexpr std::int64_t kMostWordCharacters = 1000;

/// Reads a folder with `tokenizer.json` or `vocab.txt`; beside them `tokenizer_config.json`,
/// `special_tokens_map.json` and `added_tokens.json` where they are. Throws InputError, also for
/// what is another kind of tokenizer.
WordPieceModel read_wordpiece_model(const std::string& folder);

/// Writes `vocab.txt`, `tokenizer.json`, `tokenizer_config.json` and `special_tokens_map.json` as
/// the reference library does.
void write_wordpiece_model(const WordPieceModel& model, const std::string& folder);

/// The tokens of BERT where the files name none.
const RoleDefaults& bert_roles();

}  // namespace graft
