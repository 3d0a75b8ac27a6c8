#include "graft/text/vocabulary.h"

#include <utility>

namespace graft {

std::optional<std::string> Vocabulary::add(std::string token, std::int64_t id) {
  if (token.empty()) return "the empty string is no token";
  if (id < 0 || id > kMaxId) {
    return "token \"" + token + "\" has id " + std::to_string(id) + ", expected 0 to " +
           std::to_string(kMaxId);
  }
  const auto index = static_cast<std::size_t>(id);
  if (index < tokens_.size() && tokens_[index] != nullptr) {
    return "tokens \"" + *tokens_[index] + "\" and \"" + token + "\" both have id " +
           std::to_string(id);
  }
  const auto [entry, is_new] = ids_.emplace(std::move(token), id);
  if (!is_new) {
    return "token \"" + entry->first + "\" has the ids " + std::to_string(entry->second) + " and " +
           std::to_string(id);
  }
  if (index >= tokens_.size()) tokens_.resize(index + 1, nullptr);
  tokens_[index] = &entry->first;
  return std::nullopt;
}

std::optional<std::int64_t> Vocabulary::id_of(std::string_view token) const {
  const auto found = ids_.find(token);
  if (found == ids_.end()) return std::nullopt;
  return found->second;
}

const std::string* Vocabulary::token(std::int64_t id) const {
  if (id < 0 || id >= size()) return nullptr;
  return tokens_[static_cast<std::size_t>(id)];
}

}  // namespace graft
