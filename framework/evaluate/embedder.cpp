#include "framework/evaluate/embedder.h"

#include <algorithm>

#include "framework/data/model_text.h"
#include "framework/data/token_rows.h"
#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/ops/shape.h"

namespace graft {

namespace {

constexpr std::int64_t kRows = 64;

ImageTextEmbedding& space_of(Architecture& model) {
  auto* const space = dynamic_cast<ImageTextEmbedding*>(&model);
  if (space != nullptr) return *space;
  throw InputError("wrong-family", "the model has no space for images and texts",
                   "use one that was trained on images with their texts, as CLIP");
}

}  // namespace

Embedder::Embedder(Architecture& model, const Tokenizer& tokenizer)
    : model_(model), space_(space_of(model)), tokenizer_(tokenizer) {}

Tensor Embedder::images(
    std::int64_t count,
    const std::function<Tensor(const std::vector<std::int64_t>& rows)>& pixel_values) const {
  const NoGradient no_gradient;
  std::vector<Tensor> parts;
  for (std::int64_t first = 0; first < count; first += kRows) {
    std::vector<std::int64_t> rows;
    for (std::int64_t row = first; row < std::min(first + kRows, count); ++row) rows.push_back(row);
    Batch batch;
    batch["pixel_values"] = pixel_values(rows);
    ForwardContext context;
    parts.push_back(space_.embed_image(batch, context));
  }
  return concat(parts, 0);
}

Tensor Embedder::texts(const std::vector<std::string>& texts) const {
  const NoGradient no_gradient;
  std::vector<Tensor> parts;
  const auto count = std::ssize(texts);
  for (std::int64_t first = 0; first < count; first += kRows) {
    TokenRows rows;
    for (std::int64_t row = first; row < std::min<std::int64_t>(first + kRows, count); ++row) {
      rows.add(model_text(texts[static_cast<std::size_t>(row)], tokenizer_, model_));
    }
    ForwardContext context;
    parts.push_back(space_.embed_text(rows.batch(padding_id(tokenizer_)), context));
  }
  return concat(parts, 0);
}

}  // namespace graft
