#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "graft/roles/architecture.h"
#include "graft/roles/dataset.h"
#include "graft/roles/tokenizer.h"

namespace graft {

/// The tokens of one split's `text` column, documents one after another, each followed by the
/// end-of-sequence token where the tokenizer has one and there is more than one document. Data is
/// read as plain text: what looks like a special token in it is not one.
std::vector<std::int64_t> read_token_stream(const Dataset& dataset, const std::string& split,
                                            const Tokenizer& tokenizer);

/// How many tokens a stream has.
struct TokenCount {
  double tokens = 0.0;
  double bytes = 0.0;    // of the texts
  bool is_exact = true;  // else the texts are long, and tokens were counted in their beginning only
};
TokenCount count_tokens(const Dataset& dataset, const std::string& split,
                        const Tokenizer& tokenizer);

/// The windows of a training whose rows have `sequence_length` tokens; absent: the objective's own.
/// Short rows teach more for the same work while a model learns what stands beside what (Devlin et
/// al., "BERT", 2019, appendix A.2). Throws InputError where the objective takes fewer.
TextObjective::Window training_window(const TextObjective& objective, const TokenTraits& tokens,
                                      std::optional<std::int64_t> sequence_length);

/// Throws InputError when the split's tokens do not fill one window. Reads no more than it takes to
/// know.
void require_window(const Dataset& dataset, const std::string& split, const Tokenizer& tokenizer,
                    TextObjective::Window window);

/// Windows that an epoch of a training takes from a stream of so many tokens.
std::int64_t epoch_windows(std::int64_t tokens, TextObjective::Window window);
/// Windows of such a stream in order.
std::int64_t ordered_windows(std::int64_t tokens, TextObjective::Window window);

/// Cuts a stream into shuffled training windows. Each epoch starts at its own random offset, so
/// that window borders move, and takes every window once in random order.
class WindowSampler {
 public:
  WindowSampler(std::vector<std::int64_t> tokens, TextObjective::Window window, std::uint64_t seed);

  /// Windows in one epoch.
  std::int64_t epoch_size() const;
  /// Rows [first, first + count) of the endless sequence of epochs, [count, length] i64.
  Tensor rows(std::int64_t first, std::int64_t count);

 private:
  struct Epoch {
    std::int64_t number = -1;
    std::int64_t offset = 0;
    std::vector<std::int64_t> order;
  };
  const Epoch& epoch(std::int64_t number);

  std::vector<std::int64_t> tokens_;
  TextObjective::Window window_;
  std::uint64_t seed_;
  Epoch epoch_;
};

/// All windows of a stream in order, the last one padded with -100: [windows, length] i64.
Tensor windows_in_order(const std::vector<std::int64_t>& tokens, TextObjective::Window window);

}  // namespace graft
