#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "graft/roles/tokenizer.h"
#include "graft/text/added_tokens.h"
#include "options.h"
#include "piece_model.h"
#include "settings.h"

namespace graft {

/// A SentencePiece model with the special tokens of Llama or T5 around texts, and with added tokens
/// behind its pieces. As in the published classes, each piece of text between added tokens is
/// encoded as a text of its own; with `legacy: false` only the first one gets a space in front,
/// with `add_prefix_space: false` none does.
class SentencePiece : public Tokenizer {
 public:
  SentencePiece(PieceModel model, SentencePieceSettings settings, TokenInventory tokens);

  static std::unique_ptr<Tokenizer> train(const SentencePieceOptions& options,
                                          const TextSource& texts);
  static std::unique_ptr<Tokenizer> load(const std::string& folder);

  std::vector<std::int64_t> encode(std::string_view text,
                                   const EncodeOptions& options) const override;
  std::vector<TokenSpan> encode_with_spans(std::string_view text) const override;
  TokenizedInput assemble(const std::vector<std::int64_t>& first,
                          const std::vector<std::int64_t>* second) const override;
  std::string decode(const std::vector<std::int64_t>& ids, bool skip_special_tokens) const override;
  std::string token(std::int64_t id) const override;
  std::optional<std::int64_t> id_of(std::string_view token) const override;
  std::int64_t vocab_size() const override { return tokens_.vocabulary.size(); }
  SpecialTokens special_tokens() const override { return tokens_.special_tokens; }
  bool starts_word(std::int64_t id) const override;
  void save(const std::string& folder) const override;

 private:
  /// Throws InputError where there is no such token.
  void require_token(std::int64_t id) const;
  /// Whether a piece of text gets a space in front where the model puts one. `is_first`: it begins
  /// the text.
  bool begins_as_text(bool is_first) const {
    return settings_.add_prefix_space && (settings_.legacy || is_first);
  }
  bool is_special(std::int64_t id) const { return is_special_[static_cast<std::size_t>(id)]; }

  PieceModel model_;
  SentencePieceSettings settings_;
  TokenInventory tokens_;
  AddedTokens added_tokens_;
  std::vector<std::string> texts_;  // by id: what it is decoded to
  std::vector<bool> is_special_;    // by id: it is decoded to its name, or left out
};

}  // namespace graft
