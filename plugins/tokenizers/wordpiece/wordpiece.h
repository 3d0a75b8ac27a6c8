#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bert_normalizer.h"
#include "graft/roles/tokenizer.h"
#include "graft/text/added_tokens.h"
#include "piece_trie.h"
#include "wordpiece_model.h"
#include "wordpiece_trainer.h"

namespace graft {

/// BERT's tokenizer: a text is normalized and cut into words, and each word into the longest pieces
/// of the vocabulary from the left; `##` marks pieces that go on a word. A word that cannot be made
/// of pieces is unknown. Time grows linearly with the text. Source: Devlin et al., "BERT:
/// Pre-training of Deep Bidirectional Transformers for Language Understanding", 2019; Wu et al.,
/// "Google's Neural Machine Translation System", 2016.
class WordPiece : public Tokenizer {
 public:
  explicit WordPiece(WordPieceModel model);

  static std::unique_ptr<Tokenizer> train(const WordPieceOptions& options, const TextSource& texts);
  static std::unique_ptr<Tokenizer> load(const std::string& folder);

  std::vector<std::int64_t> encode(std::string_view text,
                                   const EncodeOptions& options) const override;
  /// Each piece stands for the characters that it is made of, the unknown for its word.
  std::vector<TokenSpan> encode_with_spans(std::string_view text) const override;
  /// [CLS] first [SEP], or [CLS] first [SEP] second [SEP]; the types of the second and what follows
  /// are 1.
  TokenizedInput assemble(const std::vector<std::int64_t>& first,
                          const std::vector<std::int64_t>* second) const override;
  /// Words with a space between them; spaces, case and accents of the text are gone.
  std::string decode(const std::vector<std::int64_t>& ids, bool skip_special_tokens) const override;
  std::string token(std::int64_t id) const override;
  std::optional<std::int64_t> id_of(std::string_view token) const override;
  std::int64_t vocab_size() const override { return model_.tokens.vocabulary.size(); }
  SpecialTokens special_tokens() const override { return model_.tokens.special_tokens; }
  bool starts_word(std::int64_t id) const override;
  void save(const std::string& folder) const override;

 private:
  void encode_words(std::string_view text, std::vector<std::int64_t>& ids) const;
  void append_spans(std::string_view text, std::size_t offset,
                    std::vector<TokenSpan>& tokens) const;
  void append_pieces(std::string_view word, std::vector<std::int64_t>& ids) const;
  const std::string& known_token(std::int64_t id) const;

  WordPieceModel model_;
  BertNormalizer normalizer_;
  AddedTokens added_tokens_;
  PieceTrie beginnings_;     // pieces that begin a word
  PieceTrie continuations_;  // pieces that go on a word, without `##`
  std::int64_t unknown_;
};

}  // namespace graft
