#include "character_joins.h"

#include <algorithm>
#include <bit>

namespace graft {

CharacterJoins::CharacterJoins(const std::vector<Merge>& merges,
                               const std::vector<std::string>& bytes)
    : short_(std::size_t{256} * 256, false), long_(short_) {
  std::vector<std::uint64_t> keys;
  for (const Merge& merge : merges) {
    const std::string& left = bytes[static_cast<std::size_t>(merge.left)];
    const std::string& right = bytes[static_cast<std::size_t>(merge.right)];
    const auto first = static_cast<unsigned char>(right.front());
    if (first < 0xc0) continue;
    const std::size_t border = border_of(static_cast<unsigned char>(left.back()), first);
    if (left.size() < 3 || right.size() < 3) {
      short_[border] = true;
      continue;
    }
    long_[border] = true;
    const std::string both = left.substr(left.size() - 3) + right.substr(0, 3);
    keys.push_back(key_of(both.data() + 3));
  }
  const std::size_t capacity = std::bit_ceil(std::max<std::size_t>(keys.size() * 2, 2));
  shift_ = 64 - std::countr_zero(capacity);
  keys_.resize(capacity, 0);
  for (const std::uint64_t key : keys) keys_[slot_of(key)] = key;
}

}  // namespace graft
