#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bpe_model.h"
#include "bpe_trainer.h"
#include "graft/roles/tokenizer.h"
#include "graft/text/added_tokens.h"
#include "graft/text/word_cache.h"
#include "word_encoder.h"

namespace graft {

/// GPT-2's and CLIP's tokenizer: byte-level byte-pair encoding. Every text, even one that is not
/// UTF-8, has ids, and with GPT-2's flavour their bytes are the text again. Source: Radford et al.,
/// "Language Models are Unsupervised Multitask Learners", 2019, and "Learning Transferable Visual
/// Models From Natural Language Supervision", 2021.
class ByteBpe : public Tokenizer {
 public:
  explicit ByteBpe(BpeModel model);

  static std::unique_ptr<Tokenizer> train(const ByteBpeOptions& options, const TextSource& texts);
  static std::unique_ptr<Tokenizer> load(const std::string& folder);

  std::vector<std::int64_t> encode(std::string_view text,
                                   const EncodeOptions& options) const override;
  /// GPT-2: the beginning-of-sequence token stands before each text where the files say so. CLIP:
  /// <|startoftext|> first <|endoftext|>, of pairs also <|endoftext|> second <|endoftext|>.
  TokenizedInput assemble(const std::vector<std::int64_t>& first,
                          const std::vector<std::int64_t>* second) const override;
  /// GPT-2: the tokens of the whole text, each with the characters that its bytes are of. CLIP
  /// reads another text than is written: word by word.
  std::vector<TokenSpan> encode_with_spans(std::string_view text) const override;
  std::string decode(const std::vector<std::int64_t>& ids, bool skip_special_tokens) const override;
  std::string token(std::int64_t id) const override;
  std::optional<std::int64_t> id_of(std::string_view token) const override;
  std::int64_t vocab_size() const override { return model_.tokens.vocabulary.size(); }
  SpecialTokens special_tokens() const override { return model_.tokens.special_tokens; }
  bool starts_word(std::int64_t id) const override;
  void save(const std::string& folder) const override;

  /// The bytes that ids stand for, special tokens included; `decode` before what is no character is
  /// replaced. Throws InputError for an unknown id.
  std::string bytes(const std::vector<std::int64_t>& ids) const;

 private:
  void encode_plain(std::string_view text, std::vector<std::int64_t>& ids) const;
  void encode_piece(std::string_view text, std::vector<std::int64_t>& ids) const;
  void encode_words(std::string_view text, std::vector<std::int64_t>& ids) const;
  const std::string& bytes_of(std::int64_t id) const;

  BpeModel model_;
  AddedTokens added_tokens_;
  std::vector<std::string> bytes_;  // by id
  std::vector<bool> is_special_;    // by id
  WordEncoder encoder_;
  mutable WordCaches caches_;
};

}  // namespace graft
