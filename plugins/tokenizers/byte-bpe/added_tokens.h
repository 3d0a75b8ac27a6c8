#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace graft {

/// A token that is found in the text as it stands, before the text is cut into words.
struct AddedToken {
  std::int64_t id = 0;
  std::string content;
  bool special = false;      // left out where special tokens are skipped or not looked for
  bool lstrip = false;       // takes the white space before it along
  bool rstrip = false;       // takes the white space behind it along
  bool single_word = false;  // only where no letter, digit or underscore touches it
};

/// A piece of text that is an added token (`token` is not null), or that holds none.
struct TextPiece {
  std::string_view text;
  const AddedToken* token = nullptr;
};

/// Finds added tokens in texts.
class AddedTokens {
 public:
  AddedTokens() = default;
  explicit AddedTokens(std::vector<AddedToken> tokens);

  const std::vector<AddedToken>& list() const { return tokens_; }  // by id
  /// nullptr when no added token has this id.
  const AddedToken* find(std::int64_t id) const;

  /// The text in pieces; leftmost first, the longest where several begin at one place. The special
  /// ones among the tokens count only where `special` is true.
  std::vector<TextPiece> split(std::string_view text, bool special) const;

 private:
  const AddedToken* match(std::string_view text, std::size_t offset, bool special) const;

  std::vector<AddedToken> tokens_;
  std::array<std::vector<std::size_t>, 256> by_first_byte_;  // longest first
};

}  // namespace graft
