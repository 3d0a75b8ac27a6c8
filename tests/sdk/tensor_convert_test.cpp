#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "graft/tensor.h"
#include "tests/sdk/ops/error_text.h"

using namespace graft;
using namespace graft::tests;

namespace {

float through_bfloat16(float value) {
  return Tensor::scalar(value).to(DType::kBFloat16).to(DType::kFloat32).item();
}

Tensor integer(std::int64_t value) { return Tensor::from({1}, std::vector<std::int64_t>{value}); }

}  // namespace

BOOST_AUTO_TEST_SUITE(tensor_convert)

BOOST_AUTO_TEST_CASE(bfloat16_rounds_to_the_nearest_even) {
  BOOST_TEST(through_bfloat16(1.0f + 0x1p-8f) == 1.0f);
  BOOST_TEST(through_bfloat16(1.0f + 0x1.8p-7f) == 1.0f + 0x1p-6f);
  BOOST_TEST(through_bfloat16(1.0f + 0x1.1p-8f) == 1.0f + 0x1p-7f);
  BOOST_TEST(std::isnan(through_bfloat16(std::numeric_limits<float>::quiet_NaN())));
  BOOST_TEST(std::isinf(through_bfloat16(std::numeric_limits<float>::infinity())));
}

BOOST_AUTO_TEST_CASE(integers_convert_where_they_fit) {
  BOOST_TEST(integer(-7).to(DType::kInt32).data<std::int32_t>()[0] == -7);
  BOOST_TEST(integer(255).to(DType::kUInt8).data<std::uint8_t>()[0] == 255);
  BOOST_TEST(integer(3).to(DType::kFloat32).item() == 3.0f);
  Tensor flags(Shape{1}, DType::kBool);
  flags.fill(1.0f);
  BOOST_TEST(flags.to(DType::kInt64).data<std::int64_t>()[0] == 1);
}

BOOST_AUTO_TEST_CASE(an_integer_that_does_not_fit_is_named) {
  BOOST_CHECK_EXCEPTION((void)integer(3000000000).to(DType::kInt32), Error,
                        says("a tensor of i64 is not converted to i32: 3000000000 does not fit"));
  BOOST_CHECK_EXCEPTION((void)integer(256).to(DType::kUInt8), Error,
                        says("a tensor of i64 is not converted to u8: 256 does not fit"));
  BOOST_CHECK_EXCEPTION((void)integer(-1).to(DType::kInt32).to(DType::kUInt8), Error,
                        says("a tensor of i32 is not converted to u8: -1 does not fit"));
}

BOOST_AUTO_TEST_CASE(floats_do_not_become_integers) {
  BOOST_CHECK_EXCEPTION((void)Tensor::scalar(1.5f).to(DType::kInt64), Error,
                        says("a tensor of f32 is not converted to i64: fractions would be lost"));
}

BOOST_AUTO_TEST_CASE(the_same_dtype_is_the_same_tensor) {
  const Tensor values = integer(1);
  BOOST_TEST(values.to(DType::kInt64).id() == values.id());
}

BOOST_AUTO_TEST_SUITE_END()
