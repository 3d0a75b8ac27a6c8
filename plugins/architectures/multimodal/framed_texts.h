#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "graft/batch.h"
#include "graft/roles/tokenizer.h"

namespace graft {

/// The tokens between those that begin and end a text, each where it is given.
std::vector<std::int64_t> framed(const std::vector<std::int64_t>& ids,
                                 std::optional<std::int64_t> bos, std::optional<std::int64_t> eos);

/// The end-of-text token. Throws InputError where the vocabulary has none; `who` names the
/// architecture that needs it.
std::int64_t required_eos(const TokenTraits& tokens, const std::string& who);

/// Throws InputError where `max_positions` leave a text no room beside what stands around it.
void require_room(std::int64_t room, std::int64_t max_positions);

/// Rows of different lengths filled at their end with `padding`, [batch, longest] i64.
struct PaddedRows {
  Tensor input_ids;
  Tensor attention_mask;
};
PaddedRows padded_rows(const std::vector<std::vector<std::int64_t>>& rows, std::int64_t padding);

/// Throws InputError unless there is one image, [batch, channels, height, width], for each text and
/// at least one.
void require_pairs(const Tensor& pixel_values, std::size_t num_texts);

}  // namespace graft
