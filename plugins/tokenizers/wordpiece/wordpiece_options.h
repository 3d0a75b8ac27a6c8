#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "graft/options.h"

namespace graft {

struct WordPieceOptions {
  std::int64_t vocab_size = 8192;
  std::int64_t min_frequency = 2;
  std::optional<std::int64_t> limit_alphabet;
  bool lowercase = true;
  std::optional<bool> strip_accents;
  bool tokenize_chinese_chars = true;
  std::string pad_token = "[PAD]";
  std::string unk_token = "[UNK]";
  std::string cls_token = "[CLS]";
  std::string sep_token = "[SEP]";
  std::string mask_token = "[MASK]";
  std::vector<std::string> special_tokens;
  std::optional<std::string> bos_token;
  std::optional<std::string> eos_token;
  std::optional<std::string> image_token;
  std::int64_t sentinels = 0;

  static Schema<WordPieceOptions> schema();
  /// All special tokens in order of their ids; a token may have several roles.
  std::vector<std::string> all_special_tokens() const;
};

/// Throws InputError when `vocab_size` leaves no room, or when a special token is empty, repeated,
/// a single character or a piece that goes on a word.
void check_wordpiece_options(const WordPieceOptions& options);

}  // namespace graft
