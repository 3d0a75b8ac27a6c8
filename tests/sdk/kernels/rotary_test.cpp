#include "kernels/rotary.h"

#include <boost/test/unit_test.hpp>

#include "graft/parallel.h"
#include "kernels/rotary_reference.h"
#include "tests/sdk/kernels/kernel_inputs.h"

using namespace graft;
using kernels::RotaryShape;

namespace {

using Rotate = decltype(&kernels::rotate_pairs);

std::vector<std::int64_t> positions_of(const RotaryShape& shape) {
  std::vector<std::int64_t> positions;
  for (std::int64_t row = 0; row < (shape.is_by_row ? shape.batch : 1); ++row) {
    for (std::int64_t i = 0; i < shape.seq; ++i) positions.push_back(i * (row + 1) + row);
  }
  return positions;
}

std::vector<float> frequencies_of(const RotaryShape& shape) {
  std::vector<float> frequencies;
  for (std::int64_t i = 0; i < shape.pairs; ++i) {
    frequencies.push_back(1.0f / static_cast<float>(i + 1));
  }
  return frequencies;
}

std::vector<float> run(Rotate rotate, const std::vector<float>& input, const RotaryShape& shape) {
  const std::vector<std::int64_t> positions = positions_of(shape);
  const auto count = static_cast<std::int64_t>(positions.size());
  std::vector<float> cosines(positions.size() * static_cast<std::size_t>(shape.pairs));
  std::vector<float> sines(cosines.size());
  kernels::rotary_angles(positions.data(), count, frequencies_of(shape).data(), shape.pairs,
                         cosines.data(), sines.data());
  std::vector<float> output(input.size());
  rotate(input.data(), cosines.data(), sines.data(), shape, output.data());
  return output;
}

std::vector<float> input_of(const RotaryShape& shape) {
  return tests::random_values(shape.batch * shape.seq * shape.heads * 2 * shape.pairs, 1);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rotary_kernel)

BOOST_AUTO_TEST_CASE(both_directions_match_the_reference) {
  for (const std::int64_t pairs : {1, 3, 16}) {
    for (const std::int64_t heads : {1, 3}) {
      for (const bool is_by_row : {false, true}) {
        const RotaryShape shape = {2, 7, heads, pairs, is_by_row};
        const std::vector<float> input = input_of(shape);
        const auto expected = [&](double direction) {
          return kernels::rotary_reference(input, positions_of(shape), frequencies_of(shape), shape,
                                           direction);
        };
        tests::check_close(run(kernels::rotate_pairs, input, shape), expected(1.0), 1e-5);
        tests::check_close(run(kernels::rotate_pairs_back, input, shape), expected(-1.0), 1e-5);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(turning_back_undoes_a_turn) {
  const RotaryShape shape = {3, 5, 2, 4, true};
  const std::vector<float> input = input_of(shape);
  const std::vector<float> turned = run(kernels::rotate_pairs, input, shape);
  tests::check_close(run(kernels::rotate_pairs_back, turned, shape), input, 1e-6);
}

BOOST_AUTO_TEST_CASE(result_does_not_depend_on_the_number_of_threads) {
  const int before = num_threads();
  const RotaryShape shape = {3, 700, 4, 32, false};
  const std::vector<float> input = input_of(shape);
  set_num_threads(1);
  const std::vector<float> one = run(kernels::rotate_pairs, input, shape);
  set_num_threads(3);
  const std::vector<float> three = run(kernels::rotate_pairs, input, shape);
  set_num_threads(before);
  BOOST_TEST((one == three));
}

BOOST_AUTO_TEST_SUITE_END()
