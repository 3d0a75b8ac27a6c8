#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "graft/roles/tokenizer.h"

namespace graft {

/// A rate in megabytes (10^6 bytes) of text a second: the median of the rounds, and the outermost.
struct TextRate {
  double median = 0.0;
  double least = 0.0;
  double most = 0.0;
};

/// How fast a tokenizer is. Every round reads its files anew, so that it remembers no text.
struct TokenizerSpeed {
  std::string name;
  std::int64_t vocab_size = 0;
  std::optional<double> train_seconds;  // absent: it was not trained for this
  TextRate encode;                      // the first pass over all texts, one thread
  TextRate encode_parallel;             // the same, the texts shared by all threads
  double scaling = 0.0;                 // of the second to the first, median of the rounds
  TextRate decode;                      // one thread
  std::int64_t tokens = 0;
  std::int64_t bytes = 0;
  bool is_exact = false;  // decoding gave every text again
};

/// Encodes and decodes all texts `rounds` times. `load` makes the tokenizer as if new.
TokenizerSpeed measure_tokenizer(const std::function<std::unique_ptr<Tokenizer>()>& load,
                                 const std::vector<std::string>& texts, int rounds);

}  // namespace graft
