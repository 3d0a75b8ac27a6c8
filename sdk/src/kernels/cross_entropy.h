#pragma once

#include <cstdint>

namespace graft::kernels {

/// Sum over rows of -log softmax(logits)[label], for logits [rows, columns]. Rows whose label is
/// `ignore` count nothing; other labels lie in [0, columns). If `gradient` is not null it receives
/// the gradient of `gradient_scale` times that sum, [rows, columns]; it may be the memory of the
/// logits. The result does not depend on the number of threads.
double cross_entropy(const float* logits, const std::int64_t* labels, std::int64_t ignore,
                     std::int64_t rows, std::int64_t columns, float gradient_scale,
                     float* gradient);

}  // namespace graft::kernels
