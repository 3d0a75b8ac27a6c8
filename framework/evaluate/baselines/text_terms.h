#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace graft {

/// What the baselines see of a text: words in lower case, runs of letters and numbers; characters
/// of scripts without spaces between words, as Chinese, are words of their own. Other characters
/// part words and are dropped. One rule for all languages, so that a text may mix them.
std::vector<std::string> text_terms(std::string_view text);

/// A term with the bytes of the text that it stands for.
struct PlacedTerm {
  std::string term;
  std::size_t begin = 0;
  std::size_t end = 0;
};
std::vector<PlacedTerm> placed_terms(std::string_view text);

/// Numbers for terms, in the order in which they were first seen.
class TermNumbers {
 public:
  static constexpr std::int64_t kUnknown = -1;

  std::int64_t add(const std::string& term);
  /// kUnknown for what was never added.
  std::int64_t find(const std::string& term) const;
  std::int64_t size() const { return std::ssize(numbers_); }

 private:
  std::unordered_map<std::string, std::int64_t> numbers_;
};

}  // namespace graft
