#include "framed_texts.h"

#include <algorithm>
#include <string>

#include "graft/error.h"

namespace graft {

std::vector<std::int64_t> framed(const std::vector<std::int64_t>& ids,
                                 std::optional<std::int64_t> bos, std::optional<std::int64_t> eos) {
  std::vector<std::int64_t> result;
  result.reserve(ids.size() + 2);
  if (bos) result.push_back(*bos);
  result.insert(result.end(), ids.begin(), ids.end());
  if (eos) result.push_back(*eos);
  return result;
}

std::int64_t required_eos(const TokenTraits& tokens, const std::string& who) {
  if (tokens.special.eos) return *tokens.special.eos;
  throw InputError("missing-token",
                   who + " needs an end-of-text token, and the vocabulary has none",
                   "train the tokenizer with `<|endoftext|>` as a special token");
}

void require_room(std::int64_t room, std::int64_t max_positions) {
  if (room > 0) return;
  throw InputError("model-options",
                   "max_positions " + std::to_string(max_positions) +
                       " leaves no room for a text between what stands around it",
                   "use a larger max_positions");
}

PaddedRows padded_rows(const std::vector<std::vector<std::int64_t>>& rows, std::int64_t padding) {
  std::size_t longest = 0;
  for (const auto& row : rows) longest = std::max(longest, row.size());
  const Shape shape = {static_cast<std::int64_t>(rows.size()), static_cast<std::int64_t>(longest)};
  PaddedRows result{Tensor(shape, DType::kInt64), Tensor(shape, DType::kInt64)};
  std::int64_t* ids = result.input_ids.data<std::int64_t>();
  std::int64_t* mask = result.attention_mask.data<std::int64_t>();
  for (const auto& row : rows) {
    const auto filling = static_cast<std::ptrdiff_t>(longest - row.size());
    ids = std::fill_n(std::copy(row.begin(), row.end(), ids), filling, padding);
    mask = std::fill_n(std::fill_n(mask, row.size(), std::int64_t{1}), filling, std::int64_t{0});
  }
  return result;
}

void require_pairs(const Tensor& pixel_values, std::size_t num_texts) {
  if (pixel_values.rank() == 4 && num_texts > 0 &&
      pixel_values.dim(0) == static_cast<std::int64_t>(num_texts)) {
    return;
  }
  throw InputError("bad-shape", "pixel_values " + to_string(pixel_values.shape()) + " and " +
                                    std::to_string(num_texts) +
                                    " texts: expected one image for each text, and at least one");
}

}  // namespace graft
