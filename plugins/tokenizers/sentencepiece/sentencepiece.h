#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "graft/options.h"
#include "graft/roles/tokenizer.h"
#include "settings.h"

namespace sentencepiece {
class SentencePieceProcessor;
}

namespace graft {

/// A model of this kind is loaded, never trained, so there is nothing to choose.
struct SentencePieceOptions {
  static Schema<SentencePieceOptions> schema() { return Schema<SentencePieceOptions>(); }
};

/// A trained SentencePiece model, unigram or byte-pair encoding, with the special tokens of Llama
/// or T5 around texts. Source: Kudo and Richardson, "SentencePiece: A simple and language
/// independent subword tokenizer and detokenizer for Neural Text Processing", 2018.
class SentencePiece : public Tokenizer {
 public:
  /// `model` is the content of a model file. Throws InputError naming `file` when it is none.
  SentencePiece(std::string model, const std::string& file, SentencePieceSettings settings);
  ~SentencePiece() override;

  /// Throws InputError: such models are loaded from a folder.
  static std::unique_ptr<Tokenizer> train(const SentencePieceOptions& options,
                                          const TextSource& texts);
  static std::unique_ptr<Tokenizer> load(const std::string& folder);

  std::vector<std::int64_t> encode(std::string_view text,
                                   const EncodeOptions& options) const override;
  TokenizedInput assemble(const std::vector<std::int64_t>& first,
                          const std::vector<std::int64_t>* second) const override;
  std::string decode(const std::vector<std::int64_t>& ids, bool skip_special_tokens) const override;
  std::string token(std::int64_t id) const override;
  std::optional<std::int64_t> id_of(std::string_view token) const override;
  std::int64_t vocab_size() const override;
  SpecialTokens special_tokens() const override;
  bool starts_word(std::int64_t id) const override;
  void save(const std::string& folder) const override;

 private:
  std::int64_t num_pieces() const;
  bool is_special(std::int64_t id) const;
  void encode_plain(std::string_view text, std::vector<std::int64_t>& ids) const;

  std::string model_;
  SentencePieceSettings settings_;
  std::unique_ptr<sentencepiece::SentencePieceProcessor> processor_;
};

}  // namespace graft
