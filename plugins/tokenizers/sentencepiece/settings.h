#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graft/value.h"

namespace graft {

/// What stands beside a SentencePiece model in a published folder.
struct SentencePieceSettings {
  std::string model_file;  // name in the folder: tokenizer.model or spiece.model
  std::string tokenizer_class;
  bool add_bos = false;
  bool add_eos = false;
  std::int64_t num_sentinels =
      0;  // <extra_id_0> … behind the pieces, the first with the highest id
};

/// Reads `tokenizer_config.json` and finds the model file. What the folder does not say is as the
/// published classes have it: Llama begins texts, T5 ends them and has 100 sentinels. Throws
/// InputError when there is no model file, and for entries of the wrong type.
SentencePieceSettings read_settings(const std::string& folder);

/// `tokenizer_config.json`, from which the same settings are read again.
Value settings_value(const SentencePieceSettings& settings);

}  // namespace graft
