#include "plugins/architectures/encoder-decoder/relative_position_bias.h"

#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "graft/ops/elementwise.h"
#include "graft/ops/reduce.h"

namespace {

using graft::DistanceBuckets;
using graft::Tensor;
using Ids = std::vector<std::int64_t>;

Ids buckets_of(const Ids& distances, const DistanceBuckets& buckets) {
  Ids result;
  for (const std::int64_t distance : distances) {
    result.push_back(graft::distance_bucket(distance, buckets));
  }
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(relative_position_bias)

BOOST_AUTO_TEST_CASE(an_encoder_tells_both_directions_apart) {
  const DistanceBuckets published{32, 128, true};
  BOOST_TEST(buckets_of({0,   -1,  -7,  -8,  -11, -12, -15, -16,  -22,  -23,  -31,
                         -32, -45, -46, -63, -64, -90, -91, -127, -128, -5000},
                        published) ==
                 (Ids{0, 1, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14, 15, 15, 15, 15}),
             boost::test_tools::per_element());
  BOOST_TEST(buckets_of({1, 7, 8, 64, 128, 5000}, published) == (Ids{17, 23, 24, 30, 31, 31}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_decoder_looks_back_alone) {
  const DistanceBuckets published{32, 128, false};
  BOOST_TEST(buckets_of({5, 0, -1, -15, -16, -18, -19, -31, -32, -64, -113, -128, -400},
                        published) == (Ids{0, 0, 1, 15, 16, 16, 17, 21, 21, 26, 31, 31, 31}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(odd_numbers_of_buckets_are_halved_downwards) {
  const DistanceBuckets odd{7, 20, true};
  BOOST_TEST(buckets_of({0, -1, -2, -4, -5, -19, -20, 1, 4, 5, 19}, odd) ==
                 (Ids{0, 1, 1, 1, 2, 2, 2, 4, 4, 5, 5}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(each_diagonal_has_the_number_of_its_distance) {
  graft::Rng rng(3);
  const DistanceBuckets buckets{8, 20, true};
  const graft::RelativePositionBias bias(buckets, 2, 1.0f, rng);
  const Tensor weight = bias.parameters().front().tensor;
  const std::int64_t query_seq = 3;
  const std::int64_t key_seq = 30;
  const Tensor found = bias.forward(query_seq, key_seq);
  BOOST_TEST(found.shape() == (graft::Shape{2, query_seq, key_seq}));
  for (std::int64_t head = 0; head < 2; ++head) {
    for (std::int64_t i = 0; i < query_seq; ++i) {
      for (std::int64_t j = 0; j < key_seq; ++j) {
        const std::int64_t bucket = graft::distance_bucket(j - (key_seq - query_seq + i), buckets);
        BOOST_TEST(found.data<float>()[(head * query_seq + i) * key_seq + j] ==
                   weight.data<float>()[bucket * 2 + head]);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(the_gradient_of_a_number_is_the_sum_over_its_places) {
  graft::Rng rng(3);
  const DistanceBuckets buckets{6, 9, false};
  const graft::RelativePositionBias bias(buckets, 3, 1.0f, rng);
  const std::int64_t query_seq = 4;
  const std::int64_t key_seq = 7;
  const Tensor weights = random_normal({3, query_seq, key_seq}, rng);
  graft::backward(sum(multiply(bias.forward(query_seq, key_seq), weights)));
  std::vector<double> expected(6 * 3, 0.0);
  for (std::int64_t head = 0; head < 3; ++head) {
    for (std::int64_t i = 0; i < query_seq; ++i) {
      for (std::int64_t j = 0; j < key_seq; ++j) {
        const std::int64_t bucket = graft::distance_bucket(j - (key_seq - query_seq + i), buckets);
        expected[static_cast<std::size_t>(bucket * 3 + head)] +=
            static_cast<double>(weights.data<float>()[(head * query_seq + i) * key_seq + j]);
      }
    }
  }
  const Tensor grad = bias.parameters().front().tensor.grad();
  for (std::size_t i = 0; i < expected.size(); ++i) {
    BOOST_TEST(std::abs(static_cast<double>(grad.data<float>()[i]) - expected[i]) < 1e-5);
  }
}

BOOST_AUTO_TEST_SUITE_END()
