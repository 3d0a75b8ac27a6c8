#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "graft/export.h"
#include "graft/text/token_inventory.h"
#include "graft/value.h"

namespace graft {

/// Reading stops after so many mistakes of one list of a file.
inline constexpr std::size_t kMostVocabularyProblems = 20;

/// Reads a map of tokens to ids, as `vocab.json` is one. Appends what is wrong.
GRAFT_API void read_vocabulary(const Value& map, Vocabulary& vocabulary,
                               std::vector<Problem>& problems);

/// The tokens with ids below `end`, as a map in the order of their ids.
GRAFT_API Value vocabulary_value(const Vocabulary& vocabulary, std::int64_t end);

/// Reads `added_tokens` of a `tokenizer.json`. Appends what is wrong.
GRAFT_API void read_added_tokens(const Value& tokenizer, TokenInventory& tokens,
                                 std::vector<Problem>& problems);

/// Whether a setting is there and says more than null, false, zero or an empty text.
GRAFT_API bool is_set(const Value* setting);

/// What kind a step of a `tokenizer.json` is, for example "BertNormalizer"; "none" where there is
/// no such step.
GRAFT_API std::string step_type(const Value* step);

/// Whether a list such as ["[SEP]", 102] names a token of the vocabulary with its id.
GRAFT_API bool names_token(const Value& list, const Vocabulary& vocabulary);

/// Appends that a `tokenizer.json` has something that a scheme, for example "WordPiece as in BERT",
/// does not have. `step` may be null: then `tokenizer` is to blame.
GRAFT_API void refuse_step(const Value* step, const Value& tokenizer, const std::string& what,
                           const std::string& scheme, std::vector<Problem>& problems);

/// The steps of a `tokenizer.json`; null where there is none.
struct GRAFT_API TokenizerSteps {
  Value normalizer;
  Value pre_tokenizer;
  Value post_processor;
  Value decoder;
  Value model;
};

/// A whole `tokenizer.json`.
GRAFT_API Value tokenizer_json_value(const TokenInventory& tokens, TokenizerSteps steps);

}  // namespace graft
