#pragma once

#include <cstdint>

#include "kernels/elements.h"

namespace graft::kernels {

struct CrossEntropyRows {
  ConstElements logits;        // [rows, columns]
  const std::int64_t* labels;  // [rows], in [0, columns) or `ignore`
  std::int64_t ignore;
  std::int64_t rows;
  std::int64_t columns;
  float label_smoothing = 0.0f;
};

/// Sum over rows of -log softmax(logits)[label], of which `label_smoothing` gives its share to the
/// mean over all columns in place of the label. Rows whose label is `ignore` count nothing. If
/// `gradient` is not null it receives the gradient of `gradient_scale` times that sum,
/// [rows, columns], in the type of the logits; it may be their memory. All sums are f32, whatever
/// that type. The result does not depend on the number of threads.
double cross_entropy(const CrossEntropyRows& rows, float gradient_scale, Elements gradient);

}  // namespace graft::kernels
