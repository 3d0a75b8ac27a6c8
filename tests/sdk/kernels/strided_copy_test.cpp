#include "kernels/strided_copy.h"

#include <algorithm>
#include <numeric>

#include <boost/test/unit_test.hpp>

using namespace graft;
using kernels::LoopNest;

namespace {

// Every element found by its index.
template <typename T>
std::vector<T> plain(const LoopNest& nest, const std::vector<T>& from) {
  std::vector<T> to(static_cast<std::size_t>(element_count(nest.sizes)));
  for (std::size_t i = 0; i < to.size(); ++i) {
    auto rest = static_cast<std::int64_t>(i);
    std::int64_t offset = 0;
    for (std::size_t d = nest.sizes.size(); d-- > 0; rest /= nest.sizes[d]) {
      offset += rest % nest.sizes[d] * nest.strides[0][d];
    }
    to[i] = from[static_cast<std::size_t>(offset)];
  }
  return to;
}

template <typename T>
void check_copy(const LoopNest& nest, std::int64_t elements) {
  std::vector<T> from(static_cast<std::size_t>(elements));
  std::iota(from.begin(), from.end(), T{0});
  const std::vector<T> expected = plain(nest, from);
  for (const LoopNest& same : {nest, kernels::joined(nest)}) {
    std::vector<T> found(expected.size());
    kernels::strided_copy(same, sizeof(T), from.data(), found.data());
    BOOST_TEST((found == expected), to_string(nest.sizes) << " by " << to_string(nest.strides[0])
                                                          << ", " << sizeof(T) << " bytes");
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(strided_copy_kernel)

BOOST_AUTO_TEST_CASE(every_order_matches_a_plain_loop) {
  for (const Shape& shape : {Shape{3, 5, 2, 7}, Shape{1, 17, 33, 16}, Shape{2, 40, 1, 300}}) {
    const Shape strides = kernels::strides_of(shape);
    std::vector<std::size_t> order = {0, 1, 2, 3};
    do {
      LoopNest nest = {Shape(), {Shape()}};
      for (const std::size_t d : order) {
        nest.sizes.push_back(shape[d]);
        nest.strides[0].push_back(strides[d]);
      }
      check_copy<std::uint8_t>(nest, element_count(shape));
      check_copy<std::uint16_t>(nest, element_count(shape));
      check_copy<std::uint32_t>(nest, element_count(shape));
      check_copy<std::uint64_t>(nest, element_count(shape));
    } while (std::next_permutation(order.begin(), order.end()));
  }
}

BOOST_AUTO_TEST_CASE(repetitions_match_a_plain_loop) {
  const Shape output = {3, 40, 5, 200};
  for (const Shape& input : {Shape{}, Shape{200}, Shape{5, 1}, Shape{40, 1, 200}, Shape{3, 1, 5, 1},
                             Shape{3, 40, 5, 200}}) {
    check_copy<std::uint32_t>(kernels::broadcast_nest(output, {input}), element_count(input));
  }
}

BOOST_AUTO_TEST_CASE(joined_loops_are_as_few_as_can_be) {
  const LoopNest whole = kernels::broadcast_nest({2, 3, 5}, {{2, 3, 5}, {2, 3, 5}});
  BOOST_TEST((whole.sizes == Shape{30}));
  const LoopNest rows = kernels::broadcast_nest({2, 3, 1, 5}, {{2, 3, 1, 5}, {5}});
  BOOST_TEST((rows.sizes == Shape{6, 5}));
  BOOST_TEST((rows.strides[1] == Shape{0, 1}));
  BOOST_TEST((kernels::broadcast_nest({1, 1}, {{1}, {}}).sizes == Shape{1}));
}

BOOST_AUTO_TEST_SUITE_END()
