#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "graft/export.h"

namespace graft {

/// A token that is found in the text before the text is cut into words.
struct GRAFT_API AddedToken {
  std::int64_t id = 0;
  std::string content;
  bool special = false;      // left out where special tokens are skipped or not looked for
  bool lstrip = false;       // takes the white space before it along
  bool rstrip = false;       // takes the white space behind it along
  bool single_word = false;  // only where no letter, digit or underscore touches it
  bool normalized = false;   // looked for in the normalized text, not in the text as it stands
};

/// A piece of text that is an added token (`token` is not null), or that holds none.
struct GRAFT_API TextPiece {
  std::string_view text;
  const AddedToken* token = nullptr;
  bool is_normalized = false;  // the text has been through the normalizer
};

/// A text in pieces; the normalized ones lie in it.
class GRAFT_API SplitText {
 public:
  std::vector<TextPiece>::const_iterator begin() const { return pieces_.begin(); }
  std::vector<TextPiece>::const_iterator end() const { return pieces_.end(); }

 private:
  friend class AddedTokens;
  std::vector<TextPiece> pieces_;
  std::deque<std::string> normalized_;
};

/// Finds added tokens in texts.
class GRAFT_API AddedTokens {
 public:
  using Normalizer = std::function<std::string(std::string_view text)>;

  AddedTokens() = default;
  /// Without a normalizer the texts and tokens are taken as they stand. Tokens without content,
  /// also after normalization, are never found.
  explicit AddedTokens(std::vector<AddedToken> tokens, Normalizer normalize = nullptr);

  const std::vector<AddedToken>& list() const { return tokens_; }  // by id
  /// nullptr when no added token has this id.
  const AddedToken* find(std::int64_t id) const;

  /// The text in pieces; leftmost first, the longest where several begin at one place. Tokens in
  /// the text as it stands come before those in the normalized text between them. Where a token
  /// that has to stand alone does not, no shorter one is looked for in its place, as in the
  /// reference. The special ones among the tokens count only where `special` is true. Text and
  /// tokens must outlive the pieces.
  SplitText split(std::string_view text, bool special) const;

 private:
  /// A token, and what is looked for.
  struct Entry {
    std::string content;
    std::size_t index = 0;  // in tokens_
  };

  /// First bytes of contents.
  struct FirstBytes {
    std::array<bool, 256> is_first{};
    std::size_t count = 0;
    char last = '\0';  // the only one where `count` is 1

    void add(char byte);
    /// Where one of them stands in the text, from `offset` on; the text's size where none does.
    std::size_t find(std::string_view text, std::size_t offset) const;
  };

  /// The tokens that are looked for in one form of the text.
  struct Form {
    std::array<std::vector<Entry>, 256> by_first_byte;  // longest first
    FirstBytes first_bytes;
    FirstBytes plain_first_bytes;  // of tokens that are not special
    bool is_empty = true;
  };

  void add(std::size_t index, std::string content, Form& form);
  const Entry* match(const Form& form, std::string_view text, std::size_t offset,
                     bool special) const;
  void split_form(const Form& form, std::string_view text, bool special,
                  std::vector<TextPiece>& pieces) const;

  std::vector<AddedToken> tokens_;
  Normalizer normalize_;
  Form raw_;
  Form normalized_;
};

}  // namespace graft
