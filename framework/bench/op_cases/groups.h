#pragma once

#include <vector>

#include "framework/bench/op_cases/op_case.h"

namespace graft {

std::vector<OpCase> product_cases(const OpCaseOptions& options);
std::vector<OpCase> attention_cases(const OpCaseOptions& options);
std::vector<OpCase> image_cases(const OpCaseOptions& options);
std::vector<OpCase> norm_cases(const OpCaseOptions& options);
std::vector<OpCase> elementwise_cases(const OpCaseOptions& options);
/// Of distributions over words: softmax and losses.
std::vector<OpCase> softmax_cases(const OpCaseOptions& options);
/// Sums, and what orders the entries of a row.
std::vector<OpCase> reduction_cases(const OpCaseOptions& options);
std::vector<OpCase> index_cases(const OpCaseOptions& options);
/// The same elements in another order.
std::vector<OpCase> layout_cases(const OpCaseOptions& options);
std::vector<OpCase> optimizer_cases(const OpCaseOptions& options);

}  // namespace graft
