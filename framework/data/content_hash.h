#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <xxhash.h>

namespace graft {

/// A hash of bytes that come piece by piece (XXH3, 128 bits): tells whether content has changed.
class ContentHash {
 public:
  ContentHash();

  void add(std::string_view bytes);
  /// Adds a text so that the borders between texts count too.
  void add_text(std::string_view text);
  /// Adds what a file holds; nothing where it cannot be read.
  void add_file(const std::string& path);
  /// Of all so far: 32 hexadecimal digits.
  std::string digits() const;

 private:
  std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state_;
};

}  // namespace graft
