#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
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
};

/// Finds added tokens in a text. `normalized` is for its user to heed: one of these for each form
/// of the text.
class GRAFT_API AddedTokens {
 public:
  AddedTokens() = default;
  /// Tokens without content are left out.
  explicit AddedTokens(std::vector<AddedToken> tokens);

  const std::vector<AddedToken>& list() const { return tokens_; }  // by id
  /// nullptr when no added token has this id.
  const AddedToken* find(std::int64_t id) const;

  /// The text in pieces; leftmost first, the longest where several begin at one place. The special
  /// ones among the tokens count only where `special` is true.
  std::vector<TextPiece> split(std::string_view text, bool special) const;

 private:
  /// First bytes of tokens: of all of them, or of those that are not special.
  struct FirstBytes {
    std::array<bool, 256> is_first{};
    std::size_t count = 0;
    char last = '\0';  // the only one where `count` is 1

    void add(char byte);
    /// Where one of them stands in the text, from `offset` on; the text's size where none does.
    std::size_t find(std::string_view text, std::size_t offset) const;
  };

  const AddedToken* match(std::string_view text, std::size_t offset, bool special) const;

  std::vector<AddedToken> tokens_;
  std::array<std::vector<std::size_t>, 256> by_first_byte_;  // longest first
  FirstBytes first_bytes_;
  FirstBytes plain_first_bytes_;
};

}  // namespace graft
