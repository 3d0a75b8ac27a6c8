#pragma once

#include <cstdint>

namespace graft::kernels {

struct CrossEntropyRows {
  const float* logits;         // [rows, columns]
  const std::int64_t* labels;  // [rows], in [0, columns) or `ignore`
  std::int64_t ignore;
  std::int64_t rows;
  std::int64_t columns;
  float label_smoothing = 0.0f;
};

/// Sum over rows of -log softmax(logits)[label], of which `label_smoothing` gives its share to the
/// mean over all columns in place of the label. Rows whose label is `ignore` count nothing. If
/// `gradient` is not null it receives the gradient of `gradient_scale` times that sum,
/// [rows, columns]; it may be the memory of the logits. The result does not depend on the number of
/// threads.
double cross_entropy(const CrossEntropyRows& rows, float gradient_scale, float* gradient);

}  // namespace graft::kernels
