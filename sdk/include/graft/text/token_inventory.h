#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "graft/export.h"
#include "graft/roles/tokenizer.h"
#include "graft/text/added_tokens.h"
#include "graft/text/vocabulary.h"
#include "graft/value.h"

namespace graft {

/// The tokens of a tokenizer and what they are for: what the published files of every tokenizer say
/// beside its model.
struct GRAFT_API TokenInventory {
  Vocabulary vocabulary;                            // every token, the added ones too
  std::map<std::int64_t, AddedToken> added_tokens;  // by id
  SpecialTokens special_tokens;
  Value model_max_length;  // tokens; kept for the reader of the files; null: unknown
};

/// A role that a special token can have, by its name in the published files.
struct GRAFT_API TokenRole {
  const char* key;  // "bos_token"
  std::optional<std::int64_t> SpecialTokens::*member;
};

GRAFT_API const std::vector<TokenRole>& token_roles();

/// The tokens that a class of tokenizers has where its files name none, by role: {"unk_token",
/// "[UNK]"}. One that the vocabulary lacks is left out.
using RoleDefaults = std::map<std::string, std::string>;

/// "<extra_id_7>": stands for the eighth span that was cut out of a text.
GRAFT_API std::string sentinel_name(std::int64_t number);

/// Lists every special token, and the sentinels among them, in `tokens.special_tokens`.
GRAFT_API void list_special_tokens(TokenInventory& tokens);

/// The added tokens by id.
GRAFT_API std::vector<AddedToken> list_added_tokens(const TokenInventory& tokens);

/// Reads one added token from a map with `content`, `special` and the like. Throws InputError.
GRAFT_API AddedToken read_added_token(const Value& entry, std::int64_t id);

/// Adds a token that files declare beside the vocabulary; one that is known with the same id only
/// gets the flags that it lacks. Appends what is wrong.
GRAFT_API void add_declared_token(const AddedToken& token, const Value& position,
                                  TokenInventory& tokens, std::vector<Problem>& problems);

/// `content` and the flags of a token, as the files have them.
GRAFT_API Value added_token_value(const AddedToken& token);

}  // namespace graft
