#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "graft/roles/architecture.h"
#include "graft/roles/tokenizer.h"

namespace graft {

/// Puts images and texts into the space of a model, in batches.
class Embedder {
 public:
  /// Both must outlive it. Throws InputError for a model without such a space.
  Embedder(Architecture& model, const Tokenizer& tokenizer);

  /// `pixel_values` gives the images of some rows, [rows, channels, height, width].
  /// Returns unit vectors [count, projection].
  Tensor images(
      std::int64_t count,
      const std::function<Tensor(const std::vector<std::int64_t>& rows)>& pixel_values) const;
  Tensor texts(const std::vector<std::string>& texts) const;

 private:
  Architecture& model_;
  ImageTextEmbedding& space_;
  const Tokenizer& tokenizer_;
};

}  // namespace graft
