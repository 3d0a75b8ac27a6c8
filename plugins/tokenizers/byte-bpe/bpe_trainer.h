#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bpe_model.h"
#include "graft/options.h"

namespace graft {

struct ByteBpeOptions {
  std::int64_t vocab_size = 8192;
  std::int64_t min_frequency = 2;
  std::string flavour = "gpt2";
  std::vector<std::string> special_tokens = {kEndOfText};
  std::optional<std::string> bos_token;
  std::optional<std::string> pad_token;
  std::optional<std::string> mask_token;
  std::optional<std::string> cls_token;
  std::optional<std::string> sep_token;
  std::optional<std::string> image_token;
  std::int64_t sentinels = 0;

  static Schema<ByteBpeOptions> schema();
  bool is_clip() const { return flavour == "clip"; }
  /// The token that begins texts where it is not the first of `special_tokens`.
  std::optional<std::string> own_bos_token() const;
  /// All special tokens in order of their ids.
  std::vector<std::string> all_special_tokens() const;
};

/// Learns merges from texts: words are counted, then the most frequent pair of neighbours becomes a
/// token, again and again. Among equally frequent pairs the one whose bytes come first is taken, so
/// that the same texts give the same tokenizer. Ids: 256 bytes in GPT-2's order, for CLIP the
/// same bytes at the end of a word, merged tokens, special tokens. Text is plain: what looks like a
/// special token is learnt from as characters. Words over 128 bytes are cut between characters, for
/// CLIP left out.
/// Throws InputError when `vocab_size` leaves no room for bytes and special tokens, or when a
/// special token is empty, repeated or a byte. Source: Sennrich, Haddow and Birch, "Neural Machine
/// Translation of Rare Words with Subword Units", 2016; Radford et al., "Language Models are
/// Unsupervised Multitask Learners", 2019.
BpeModel train_bpe(const ByteBpeOptions& options, const TextSource& texts);

}  // namespace graft
