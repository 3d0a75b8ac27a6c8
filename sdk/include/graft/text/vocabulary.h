#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "graft/export.h"

namespace graft {

/// Lets a map with string keys be asked with a piece of text.
struct TextHash {
  using is_transparent = void;  // NOLINT(readability-identifier-naming): the standard's name
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};

/// Tokens by id and ids by token. Ids may have gaps.
class GRAFT_API Vocabulary {
 public:
  static constexpr std::int64_t kMaxId = (std::int64_t{1} << 22) - 1;

  Vocabulary() = default;
  Vocabulary(Vocabulary&&) noexcept = default;
  Vocabulary& operator=(Vocabulary&&) noexcept = default;
  Vocabulary(const Vocabulary&) = delete;  // `tokens_` points into `ids_`
  Vocabulary& operator=(const Vocabulary&) = delete;

  /// Says what is wrong with adding this token, or adds it and returns nothing.
  std::optional<std::string> add(std::string token, std::int64_t id);

  std::optional<std::int64_t> id_of(std::string_view token) const;
  /// nullptr when there is no such id.
  const std::string* token(std::int64_t id) const;
  /// One more than the greatest id.
  std::int64_t size() const { return static_cast<std::int64_t>(tokens_.size()); }

 private:
  std::unordered_map<std::string, std::int64_t, TextHash, std::equal_to<>> ids_;
  std::vector<const std::string*> tokens_;  // by id; nullptr: a gap
};

}  // namespace graft
