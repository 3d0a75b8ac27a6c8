#include "kernels/blocks.h"

#include <string>

#include <boost/test/unit_test.hpp>

using graft::kernels::Blocks;

BOOST_AUTO_TEST_SUITE(blocks_kernel)

BOOST_AUTO_TEST_CASE(blocks_are_copied_and_the_rest_is_left_alone) {
  const std::string from = "abcdefghi";
  std::string to = "............";
  graft::kernels::copy_blocks(from.data() + 1, to.data() + 1, Blocks{3, 2, 3, 4});
  BOOST_TEST(to == ".bc..ef..hi.");
}

BOOST_AUTO_TEST_CASE(placed_blocks_are_surrounded_by_zeros) {
  const std::string from = "abcdef";
  std::string to(12, '.');
  graft::kernels::place_blocks(from.data(), to.data(), 1, Blocks{3, 2, 2, 4});
  BOOST_TEST(to == std::string("\0ab\0\0cd\0\0ef\0", 12));
}

BOOST_AUTO_TEST_CASE(empty_blocks_still_set_their_surroundings_to_zero) {
  std::string to(4, '.');
  graft::kernels::place_blocks(nullptr, to.data(), 1, Blocks{2, 0, 0, 2});
  BOOST_TEST(to == std::string(4, '\0'));
}

BOOST_AUTO_TEST_SUITE_END()
