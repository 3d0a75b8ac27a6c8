#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "graft/batch.h"

namespace graft {

/// Texts with images in them, as one sequence of positions a row.
struct MergedSequence {
  std::int64_t length = 0;         // positions a row
  bool is_text_alone = false;      // positions are those of the ids
  std::vector<std::int64_t> rows;  // of each position: a row of the flattened embeddings of the
                                   // ids, with those of the images behind them
  Tensor attention_mask;           // [batch, length] i64; undefined: all real
  Tensor shift_labels;             // [batch, length] i64, what each position predicts; undefined
                                   // where the batch has no labels
};

/// How many images there are, and how many positions each takes.
struct ImageCount {
  std::int64_t images = 0;
  std::int64_t positions = 0;
};

/// Puts the images of `batch` where its `input_ids` [batch, seq] have the image token: each token
/// stands for a whole image, or for one position of it where there are as many. Without any such
/// token image r stands in front of row r. Rows that become shorter than others are padded at their
/// end. What is predicted at and into an image is not counted. Throws InputError when the numbers
/// of tokens and images disagree.
MergedSequence merged_sequence(const Batch& batch, const ImageCount& count,
                               std::optional<std::int64_t> image_token_id);

}  // namespace graft
