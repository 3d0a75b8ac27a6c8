#pragma once

#include <string>
#include <vector>

#include "graft/export.h"
#include "graft/text/token_inventory.h"
#include "graft/value.h"

namespace graft {

/// Reads `FOLDER/NAME`, for example `tokenizer_config.json`; a null value where there is no such
/// file. Throws InputError, also when the file holds no map.
GRAFT_API Value read_json_if_there(const std::string& folder, const std::string& name);

/// A `tokenizer_class` that says nothing of how the tokenizer works: `tokenizer.json` says it.
inline constexpr const char* kAnyFastClass = "PreTrainedTokenizerFast";

/// Throws InputError when `tokenizer_config.json` names a class that is none of `classes` (nor one
/// of them with `Fast` behind it, nor PreTrainedTokenizerFast, which may be any). `scheme` says
/// what the classes are, for example "WordPiece".
GRAFT_API void check_tokenizer_class(const Value& config, const std::vector<std::string>& classes,
                                     const std::string& scheme);

/// Reads what `tokenizer_config.json` (given as `config`), `added_tokens.json` and
/// `special_tokens_map.json` of a folder say about tokens: added tokens, the roles of special ones,
/// `model_max_length`. The vocabulary is there already; a special token that it lacks gets the next
/// id, as in the reference. Appends what is wrong, and a `truncation_side` that is none of ours.
/// Throws InputError for entries of a wrong type.
GRAFT_API void read_token_settings(const std::string& folder, const Value& config,
                                   const RoleDefaults& defaults, TokenInventory& tokens,
                                   std::vector<Problem>& problems);

/// Appends each role that `tokenizer.json` states and that the files beside it give to another
/// token, or to none.
GRAFT_API void check_stated_roles(const std::string& folder, const RoleDefaults& stated,
                                  const TokenInventory& tokens, std::vector<Problem>& problems);

/// `tokenizer_config.json`: what `read_token_settings` reads, and `settings`, a map. Keys are in
/// alphabetic order, as in the reference.
GRAFT_API Value tokenizer_config_value(const TokenInventory& tokens, const RoleDefaults& defaults,
                                       const Value& settings);

/// `special_tokens_map.json`.
GRAFT_API Value special_tokens_map_value(const TokenInventory& tokens);

}  // namespace graft
