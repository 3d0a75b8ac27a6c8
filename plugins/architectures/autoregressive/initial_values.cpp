#include "initial_values.h"

#include <cmath>

namespace graft {

Linear::Init inner_init(const AutoregressiveOptions& options) {
  return Linear::Init{options.initializer_range, true, WeightLayout::kInOut};
}

Linear::Init residual_init(const AutoregressiveOptions& options) {
  const float num_projections = 2.0f * static_cast<float>(options.num_layers);
  return Linear::Init{options.initializer_range / std::sqrt(num_projections), true,
                      WeightLayout::kInOut};
}

std::int64_t intermediate_size(const AutoregressiveOptions& options) {
  return options.intermediate_size > 0 ? options.intermediate_size : 4 * options.hidden_size;
}

}  // namespace graft
