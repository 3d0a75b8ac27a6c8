#include "framework/train/schedule.h"

#include <cmath>
#include <filesystem>
#include <string>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "graft/file.h"
#include "graft/json.h"

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

BOOST_AUTO_TEST_CASE(every_schedule_is_that_of_the_reference) {
  const std::string path = GRAFT_SHARED_DIR "/fixtures/misc/schedules.json";
  if (!std::filesystem::exists(path)) {
    BOOST_TEST_MESSAGE("skipped: no " << path);
    return;
  }
  const Value fixture = parse_json(read_file(path), path);
  const std::int64_t warmup_steps = fixture.at("warmup_steps").as_int();
  const std::int64_t total_steps = fixture.at("total_steps").as_int();
  struct Name {
    const char* published;
    const char* ours;
    double power;
    double lowest;  // what a factor of 0 means
  };
  for (const Name& name :
       {Name{"linear", "linear", 1, 0}, Name{"cosine", "cosine", 1, 0},
        Name{"constant_with_warmup", "constant", 1, 0}, Name{"inverse_sqrt", "inverse_sqrt", 1, 0},
        Name{"polynomial_power2_end1e-2", "polynomial", 2, 0.01}}) {
    const Value::List& wanted = fixture.at(name.published).as_list();
    BOOST_TEST_REQUIRE(wanted.size() > 20u);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const auto step = static_cast<std::int64_t>(i);
      const double factor = schedule_factor(name.ours, step, warmup_steps, total_steps, name.power);
      const double low = step < warmup_steps ? 0.0 : name.lowest;
      BOOST_TEST_CONTEXT(name.published << " at step " << i) {
        BOOST_TEST(std::fabs(low + (1.0 - low) * factor - wanted[i].as_double()) < 1e-9);
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
