#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graft/roles/dataset.h"

namespace graft {

/// The labels of the training split, sorted; every other split may use these only. Throws
/// InputError where there are fewer than two, or for examples without one, several at once.
std::vector<std::string> read_labels(const Dataset& dataset);
/// That of each training example. Throws InputError for examples without one, several at once.
std::vector<std::string> training_labels(const Dataset& dataset);
/// As read_labels where the column `column` holds a list of labels, none or several for each
/// example.
std::vector<std::string> read_label_lists(const Dataset& dataset, const std::string& column);

/// Position of `label` in `labels`. Throws InputError about the example that has it, with the
/// labels or the nearest of them, when it is not among them.
std::int64_t label_index(const std::vector<std::string>& labels, const std::string& label,
                         const Example& example, const std::string& split, std::int64_t index);

/// The label of an example, as text. Throws InputError where it is empty.
std::string label_at(const Example& example, const std::string& split, std::int64_t index);

/// The text in a column of an example. Throws InputError about the example, with the columns that
/// it has where this one is missing.
std::string text_at(const Example& example, const std::string& column, const std::string& split,
                    std::int64_t index);
/// The cell in a column, whatever it holds.
const Cell& cell_at(const Example& example, const std::string& column, const std::string& split,
                    std::int64_t index);
/// The list in a column of an example. Throws InputError about the example where there is none.
const std::vector<std::string>& list_at(const Example& example, const std::string& column,
                                        const std::string& split, std::int64_t index);
/// The same for a number.
double number_at(const Example& example, const std::string& column, const std::string& split,
                 std::int64_t index);

/// Indices of `count` training examples, taken evenly from the front of each label. Throws
/// InputError when there are fewer; it names `key`, which asked for them.
std::vector<std::int64_t> choose_examples(const Dataset& dataset,
                                          const std::vector<std::string>& labels,
                                          std::int64_t count, const std::string& key);

}  // namespace graft
