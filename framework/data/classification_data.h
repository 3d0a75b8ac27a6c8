#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graft/batch.h"
#include "graft/roles/architecture.h"
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

/// Position of `label` in `labels`. Throws InputError naming the example that has it, and the
/// nearest label, when it is not among them.
std::int64_t label_index(const std::vector<std::string>& labels, const std::string& label,
                         const std::string& split, std::int64_t index);

std::vector<std::int64_t> all_examples(const Dataset& dataset, const std::string& split);
/// Indices of `count` training examples, taken evenly from the front of each label. Throws
/// InputError when there are fewer; it names `key`, which asked for them.
std::vector<std::int64_t> choose_examples(const Dataset& dataset,
                                          const std::vector<std::string>& labels,
                                          std::int64_t count, const std::string& key);

bool has_split(const Dataset& dataset, const std::string& split);
/// The split that final numbers are from: "test" where there is one, else "validation". Throws
/// InputError where there is neither.
std::string final_split(const Dataset& dataset);

/// Encodes the examples at `indices` as `model` reads texts. Throws InputError naming the first
/// label that `labels` does not have, and empty texts.
ClassificationSplit encode_split(const Dataset& dataset, const std::string& split,
                                 const std::vector<std::int64_t>& indices,
                                 const std::vector<std::string>& labels, const Tokenizer& tokenizer,
                                 const Architecture& model);

/// `rows` of a split, padded at the end to the longest of them.
Batch make_batch(const ClassificationSplit& split, const std::vector<std::int64_t>& rows,
                 std::int64_t pad_id);

/// Rows [first, first + count) of an endless sequence in which every epoch has each row once.
std::vector<std::int64_t> shuffled_rows(std::int64_t size, std::int64_t first, std::int64_t count,
                                        std::uint64_t seed);

}  // namespace graft
