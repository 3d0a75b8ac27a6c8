#pragma once

#include <cstdint>
#include <string>

#include "graft/text/token_inventory.h"
#include "graft/value.h"
#include "piece_model.h"

namespace graft {

/// What stands beside a SentencePiece model in a published folder.
struct SentencePieceSettings {
  std::string model_file;  // name in the folder: tokenizer.model or spiece.model
  std::string tokenizer_class;
  bool add_bos = false;
  bool add_eos = false;
  std::int64_t num_sentinels = 0;  // <extra_id_0> … behind the pieces
  bool legacy = true;              // text behind an added token begins as every text does
  bool add_prefix_space = true;    // where the model does; false: it never does

  bool is_t5() const { return tokenizer_class.starts_with("T5"); }
};

/// Reads the settings of `tokenizer_config.json`, given as `config`, which may be null, and finds
/// the model file. What the folder does not say is as the published classes have it: Llama begins
/// texts, T5 ends them and has 100 sentinels. Throws InputError when there is no model file, and
/// for entries of the wrong type.
SentencePieceSettings read_settings(const std::string& folder, const Value& config);

/// The pieces of the model, the sentinels behind them, the first with the highest id, and what the
/// files of the folder declare. Throws InputError.
TokenInventory read_tokens(const std::string& folder, const Value& config, const PieceModel& model,
                           const SentencePieceSettings& settings);

/// The same without a folder: `roles` names special tokens that come behind those of the model,
/// unless it has them.
TokenInventory new_tokens(const PieceModel& model, const SentencePieceSettings& settings,
                          const RoleDefaults& roles);

/// Writes `tokenizer_config.json` and `special_tokens_map.json`, from which the same is read again.
void write_settings(const std::string& folder, const SentencePieceSettings& settings,
                    const TokenInventory& tokens, const PieceModel& model);

}  // namespace graft
