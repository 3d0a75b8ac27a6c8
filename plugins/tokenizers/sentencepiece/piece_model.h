#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "graft/roles/tokenizer.h"
#include "graft/text/token_inventory.h"
#include "unknown_runs.h"

namespace sentencepiece {
class SentencePieceProcessor;
}

namespace graft {

/// A SentencePiece model, unigram or byte-pair encoding, in the hands of the library. Source: Kudo
/// and Richardson, "SentencePiece: A simple and language independent subword tokenizer and
/// detokenizer for Neural Text Processing", 2018.
class PieceModel {
 public:
  /// `bytes` is the content of a model file. Throws InputError naming `file` when it is none.
  PieceModel(std::string bytes, const std::string& file);
  PieceModel(PieceModel&&) noexcept;
  ~PieceModel();

  const std::string& bytes() const { return bytes_; }
  std::int64_t size() const { return size_; }  // number of pieces; their ids are below
  std::string piece(std::int64_t id) const;
  /// The bytes that a piece stands for: spaces in place of U+2581, the byte of a byte piece.
  std::string text(std::int64_t id) const;
  /// Whether the space that begins a text was put there by the model.
  bool adds_space() const { return adds_space_; }
  /// Whether the piece stands for no text: one that begins or ends texts, or the unknown.
  bool is_control(std::int64_t id) const { return is_control_[static_cast<std::size_t>(id)]; }
  /// Makes pieces such that no text holds them, whatever is written in it: special tokens that the
  /// model itself takes for a part of texts. The bytes stay as they are.
  void hide(const std::set<std::int64_t>& ids);
  /// From now on `encode_behind` puts no space in front.
  void go_on_behind_tokens();
  /// The pieces that begin, end and fill texts and stand for the unknown, where the model has them.
  RoleDefaults roles() const;

  /// Appends the ids of a text without special tokens. A text over 64 KiB is cut at words where
  /// that changes nothing (`cut_at_words`), so that its sums of scores keep their digits.
  void encode(std::string_view text, std::vector<std::int64_t>& ids) const;
  /// The same for a text that stands behind an added token.
  void encode_behind(std::string_view text, std::vector<std::int64_t>& ids) const;
  /// The same with the bytes that each token stands for: none for a space that the model adds, and
  /// those of the whole character for the last of its byte pieces. Nothing for a text that the
  /// library does not read as it stands (one that is not UTF-8, or with long unknown runs).
  std::optional<std::vector<TokenSpan>> encode_with_spans(std::string_view text) const;

 private:
  void load(const std::string& bytes, const std::string& file);
  std::unique_ptr<UnknownRuns> find_unknown_runs() const;
  std::vector<std::string_view> parts(std::string_view text) const;
  std::string readable(std::string_view text) const;

  std::string bytes_;
  std::string used_;  // the bytes that the library has
  std::unique_ptr<sentencepiece::SentencePieceProcessor> processor_;
  std::unique_ptr<sentencepiece::SentencePieceProcessor>
      behind_;  // puts no space in front, or none
  std::int64_t size_ = 0;
  std::vector<bool> is_control_;
  bool adds_space_ = false;
  bool keeps_to_words_ = false;
  std::unique_ptr<UnknownRuns> unknown_runs_;  // none where unknown characters become bytes
};

}  // namespace graft
