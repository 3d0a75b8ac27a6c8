#include "framework/report/crc32c.h"

#include <string>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(crc32c_checksum)

BOOST_AUTO_TEST_CASE(matches_the_published_check_value) {
  BOOST_TEST(graft::crc32c("123456789") == 0xe3069283u);
}

// Test vectors of RFC 3720, appendix B.4.
BOOST_AUTO_TEST_CASE(matches_the_vectors_of_the_standard) {
  std::string rising;
  std::string falling;
  for (int i = 0; i < 32; ++i) {
    rising += static_cast<char>(i);
    falling += static_cast<char>(31 - i);
  }
  BOOST_TEST(graft::crc32c(std::string(32, '\0')) == 0x8a9136aau);
  BOOST_TEST(graft::crc32c(std::string(32, '\xff')) == 0x62a8ab43u);
  BOOST_TEST(graft::crc32c(rising) == 0x46dd794eu);
  BOOST_TEST(graft::crc32c(falling) == 0x113fdb5cu);
}

BOOST_AUTO_TEST_CASE(nothing_has_the_checksum_zero) { BOOST_TEST(graft::crc32c("") == 0u); }

BOOST_AUTO_TEST_SUITE_END()
