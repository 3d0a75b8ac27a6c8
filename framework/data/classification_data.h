#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "graft/batch.h"
#include "graft/roles/dataset.h"
#include "graft/roles/tokenizer.h"

namespace graft {

/// Texts and their labels as token ids and class indices.
struct ClassificationSplit {
  std::vector<std::vector<std::int64_t>> input_ids;
  std::vector<std::int64_t> labels;
  std::int64_t truncated = 0;  // texts that were longer than max_length

  std::int64_t size() const { return static_cast<std::int64_t>(labels.size()); }
};

/// The labels of the training split, sorted; every other split may use these only.
std::vector<std::string> read_labels(const Dataset& dataset);

/// Indices of the examples to use: all, or `count` taken evenly from the front of each label.
/// Throws InputError when there are fewer.
std::vector<std::int64_t> choose_examples(const Dataset& dataset, const std::string& split,
                                          const std::vector<std::string>& labels,
                                          std::optional<std::int64_t> count);

/// Encodes the examples at `indices`, cut to `max_length` tokens at the end. Throws InputError
/// naming the first label that `labels` does not have, and empty texts.
ClassificationSplit encode_split(const Dataset& dataset, const std::string& split,
                                 const std::vector<std::int64_t>& indices,
                                 const std::vector<std::string>& labels, const Tokenizer& tokenizer,
                                 std::int64_t max_length);

/// `rows` of a split, padded at the end to the longest of them.
Batch make_batch(const ClassificationSplit& split, const std::vector<std::int64_t>& rows,
                 std::int64_t pad_id);

/// Rows [first, first + count) of an endless sequence in which every epoch has each row once.
std::vector<std::int64_t> shuffled_rows(std::int64_t size, std::int64_t first, std::int64_t count,
                                        std::uint64_t seed);

}  // namespace graft
