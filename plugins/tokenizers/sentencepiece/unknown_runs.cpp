#include "unknown_runs.h"

#include <map>
#include <utility>

namespace graft {

namespace {

constexpr std::size_t kCodePoints = 0x110000;

/// Bytes of the character that begins at `offset` of UTF-8.
std::size_t character_size(std::string_view text, std::size_t offset) {
  const auto lead = static_cast<unsigned char>(text[offset]);
  return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

char32_t code_point(std::string_view character) {
  const auto lead = static_cast<unsigned char>(character.front());
  char32_t code = character.size() == 1 ? lead : lead & (0x7fu >> character.size());
  for (const char byte : character.substr(1)) {
    code = code << 6 | (static_cast<unsigned char>(byte) & 0x3fu);
  }
  return code;
}

}  // namespace

/// Goes along characters that no piece has, and copies them, but for the insides of runs.
class UnknownRuns::Run {
 public:
  Run(const IsKept& is_kept, std::string& output) : is_kept_(is_kept), output_(output) {}

  void add(std::string_view character) {
    // A run ends where normalization changes a character, or the two at its end.
    const bool continues = !characters_.empty() && keeps(character) &&
                           keeps(std::string(characters_.back()) + std::string(character));
    if (!continues) end();
    characters_.push_back(character);
  }

  void end() {
    for (std::size_t i = 0; i < characters_.size(); ++i) {
      const bool is_inside = i >= kEnd && i + kEnd < characters_.size();
      if (!is_inside) output_ += characters_[i];
    }
    characters_.clear();
  }

 private:
  bool keeps(std::string_view text) {
    const auto known = kept_.find(text);
    if (known != kept_.end()) return known->second;
    return kept_.emplace(text, is_kept_(text)).first->second;
  }

  const IsKept& is_kept_;
  std::string& output_;
  std::vector<std::string_view> characters_;
  std::map<std::string, bool, std::less<>> kept_;
};

UnknownRuns::UnknownRuns(const std::vector<std::string>& pieces, IsKept is_kept)
    : is_known_(kCodePoints, false), is_kept_(std::move(is_kept)) {
  for (const std::string& piece : pieces) {
    for (std::size_t offset = 0; offset < piece.size();) {
      const std::size_t size = character_size(piece, offset);
      is_known_[code_point(std::string_view(piece).substr(offset, size))] = true;
      offset += size;
    }
  }
}

std::string UnknownRuns::shortened(std::string text) const {
  const std::string_view whole = text;
  std::string result;
  std::size_t copied = 0;  // bytes of the text that `result` has, in full or shortened
  for (std::size_t offset = 0; offset < whole.size();) {
    // A run of characters that no piece has; most texts have no long one.
    const std::size_t begin = offset;
    std::size_t length = 0;
    while (offset < whole.size()) {
      const std::size_t size = character_size(whole, offset);
      if (is_known(code_point(whole.substr(offset, size)))) break;
      offset += size;
      ++length;
    }
    if (length > 2 * kEnd) {
      result += whole.substr(copied, begin - copied);
      Run run(is_kept_, result);
      for (std::size_t at = begin; at < offset;) {
        const std::size_t size = character_size(whole, at);
        run.add(whole.substr(at, size));
        at += size;
      }
      run.end();
      copied = offset;
    }
    if (offset < whole.size()) offset += character_size(whole, offset);
  }
  if (copied == 0) return text;
  result += whole.substr(copied);
  return result;
}

}  // namespace graft
