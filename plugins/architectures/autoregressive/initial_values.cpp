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

FeedForwardOptions feed_forward_options(const AutoregressiveOptions& options) {
  FeedForwardOptions result;
  result.hidden_size = options.hidden_size;
  result.intermediate_size = intermediate_size(options);
  result.activation = activation_named(activation_of(options));
  result.layout = WeightLayout::kInOut;
  result.inner_name = "c_fc";
  result.outer_name = "c_proj";
  result.inner_deviation = inner_init(options).standard_deviation;
  result.outer_deviation = residual_init(options).standard_deviation;
  return result;
}

}  // namespace graft
