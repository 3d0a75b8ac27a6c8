#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graft/roles/dataset.h"
#include "graft/roles/tokenizer.h"

namespace graft {

/// Token streams that a run keeps, so that texts are tokenized once: files named by a hash of the
/// texts and of the tokenizer. The folder may be removed at any time; a file that is damaged counts
/// as missing.
class TokenCache {
 public:
  /// `folder` is this process's alone. `tokenizer` must outlive it; `library`: what stands for the
  /// code that it runs, such as a hash.
  TokenCache(std::string folder, const Tokenizer& tokenizer, const std::string& library);

  /// As `read_token_stream` gives it, which is asked where there is no file yet.
  std::vector<std::int64_t> stream(const Dataset& dataset, const std::string& split) const;

 private:
  std::string folder_;
  const Tokenizer& tokenizer_;
  std::string tokenizer_hash_;
};

}  // namespace graft
