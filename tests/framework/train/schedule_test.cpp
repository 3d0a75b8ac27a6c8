#include "framework/train/schedule.h"

#include <boost/test/unit_test.hpp>

#include "graft/error.h"

namespace graft {

BOOST_AUTO_TEST_SUITE(learning_rate_schedule)

BOOST_AUTO_TEST_CASE(warm_up_rises_linearly_from_zero) {
  for (const char* schedule : {"constant", "linear", "cosine", "inverse_sqrt"}) {
    BOOST_TEST(schedule_factor(schedule, 0, 4, 20) == 0.0);
    BOOST_TEST(schedule_factor(schedule, 3, 4, 20) == 0.75);
    BOOST_TEST(schedule_factor(schedule, 4, 4, 20) == 1.0);
  }
}

BOOST_AUTO_TEST_CASE(values_are_those_of_the_published_schedules) {
  BOOST_TEST(schedule_factor("linear", 5, 4, 20) == 0.9375);
  BOOST_TEST(schedule_factor("linear", 22, 4, 20) == 0.0);
  BOOST_TEST(schedule_factor("cosine", 5, 4, 20) == 0.9903926402016152,
             boost::test_tools::tolerance(1e-12));
  BOOST_TEST(schedule_factor("cosine", 12, 4, 20) == 0.5, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(schedule_factor("inverse_sqrt", 16, 4, 20) == 0.5,
             boost::test_tools::tolerance(1e-12));
  BOOST_TEST(schedule_factor("constant", 19, 4, 20) == 1.0);
}

BOOST_AUTO_TEST_CASE(without_warm_up_the_first_step_has_the_full_rate) {
  BOOST_TEST(schedule_factor("cosine", 0, 0, 10) == 1.0);
  BOOST_TEST(schedule_factor("inverse_sqrt", 0, 0, 10) == 1.0);
}

BOOST_AUTO_TEST_CASE(an_unknown_name_is_an_error) {
  BOOST_CHECK_THROW(schedule_factor("cosinus", 1, 0, 10), InputError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
