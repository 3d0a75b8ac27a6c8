#include "framework/train/metrics_log.h"

#include <boost/test/unit_test.hpp>

#include "graft/file.h"
#include "tests/support/temporary_folder.h"

namespace graft {
namespace {

Value line(std::int64_t step) {
  Value value;
  value.set("step", step);
  return value;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(metrics_log)

BOOST_AUTO_TEST_CASE(a_fresh_log_forgets_what_was_there) {
  const TemporaryFolder folder;
  write_file(folder.path("m.jsonl"), "{\"step\": 1}\n");
  MetricsLog log(folder.path("m.jsonl"), 0);
  log.append(line(5));
  BOOST_TEST(read_file(folder.path("m.jsonl")) == "{\"step\": 5}\n");
}

BOOST_AUTO_TEST_CASE(a_continued_log_drops_later_steps_and_cut_lines) {
  const TemporaryFolder folder;
  write_file(folder.path("m.jsonl"), "{\"step\": 1}\n{\"step\": 2}\n{\"step\": 3}\n{\"st");
  MetricsLog log(folder.path("m.jsonl"), 2);
  log.append(line(3));
  BOOST_TEST(read_file(folder.path("m.jsonl")) == "{\"step\": 1}\n{\"step\": 2}\n{\"step\": 3}\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
