#include "relative_position_bias.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "graft/autograd.h"
#include "graft/ops/embedding.h"
#include "graft/ops/shape.h"
#include "graft/parallel.h"
#include "graft/precision.h"
#include "graft/profile.h"

namespace graft {

namespace {

// Elements worth a thread of their own.
constexpr std::int64_t kGrain = 1 << 16;

/// Runs `body(head)` for every head, on several threads where each has many elements.
template <typename Body>
void for_each_head(std::int64_t heads, std::int64_t elements, const Body& body) {
  const std::int64_t grain =
      std::max<std::int64_t>(1, kGrain / std::max<std::int64_t>(elements, 1));
  parallel_for(heads, grain, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t head = begin; head < end; ++head) body(head);
  });
}

// output[h][i][j] = values[h][query_seq - 1 - i + j], the value of one distance all along a
// diagonal.   values [heads, query_seq + key_seq - 1]
Tensor along_diagonals(const Tensor& values, std::int64_t query_seq, std::int64_t key_seq) {
  const OpScope scope("relative_position_bias");
  const std::int64_t heads = values.dim(0);
  const std::int64_t width = values.dim(1);
  const std::int64_t elements = query_seq * key_seq;
  Tensor output({heads, query_seq, key_seq});
  const float* const from = values.data<float>();
  float* const to = output.data<float>();
  for_each_head(heads, elements, [=](std::int64_t head) {
    for (std::int64_t i = 0; i < query_seq; ++i) {
      std::copy_n(from + head * width + query_seq - 1 - i, key_seq,
                  to + head * elements + i * key_seq);
    }
  });
  return record_gradient(output, {values}, [=](const Tensor& grad_output, Gradients& grads) {
    Tensor grad_values = Tensor::zeros({heads, width});
    const float* const grad = grad_output.data<float>();
    float* const sums = grad_values.data<float>();
    for_each_head(heads, elements, [=](std::int64_t head) {
      for (std::int64_t i = 0; i < query_seq; ++i) {
        const float* const row = grad + head * elements + i * key_seq;
        float* const sum = sums + head * width + query_seq - 1 - i;
        for (std::int64_t j = 0; j < key_seq; ++j) sum[j] += row[j];
      }
    });
    grads.add(0, grad_values);
  });
}

}  // namespace

std::int64_t distance_bucket(std::int64_t distance, const DistanceBuckets& buckets) {
  std::int64_t count = buckets.num_buckets;
  std::int64_t first = 0;
  if (buckets.both_directions) {
    count /= 2;
    if (distance > 0) first = count;
    distance = std::abs(distance);
  } else {
    distance = std::max<std::int64_t>(-distance, 0);
  }
  const std::int64_t exact = count / 2;
  if (distance < exact) return first + distance;
  // In single precision, as the reference computes it: at a border that decides.
  const auto whole = static_cast<float>(exact);
  const auto range = static_cast<float>(
      std::log(static_cast<double>(buckets.max_distance) / static_cast<double>(exact)));
  const float share = std::log(static_cast<float>(distance) / whole) / range;
  const auto above = static_cast<std::int64_t>(share * static_cast<float>(count - exact));
  return first + std::min(exact + above, count - 1);
}

RelativePositionBias::RelativePositionBias(const DistanceBuckets& buckets, std::int64_t num_heads,
                                           float standard_deviation, Rng& rng)
    : buckets_(buckets),
      weight_(register_parameter(
          "weight", random_normal({buckets.num_buckets, num_heads}, rng, standard_deviation))) {}

Tensor RelativePositionBias::forward(std::int64_t query_seq, std::int64_t key_seq) const {
  // Distances from the last query to the first key, up to those from the first query to the last.
  Tensor ids({query_seq + key_seq - 1}, DType::kInt64);
  for (std::int64_t i = 0; i < ids.numel(); ++i) {
    ids.data<std::int64_t>()[i] = distance_bucket(i - (key_seq - 1), buckets_);
  }
  // Scores are f32 whatever the activations are.
  const ComputePrecision precision(DType::kFloat32);
  return along_diagonals(transpose(embedding(ids, weight_)), query_seq, key_seq);
}

}  // namespace graft
