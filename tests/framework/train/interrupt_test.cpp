#include "framework/train/interrupt.h"

#include <csignal>

#include <boost/test/unit_test.hpp>

namespace graft {

BOOST_AUTO_TEST_SUITE(interrupt)

BOOST_AUTO_TEST_CASE(each_signal_that_asks_to_stop_is_noted) {
  for (const int signal_number : {SIGINT, SIGTERM, SIGHUP}) {
    const InterruptGuard guard;
    BOOST_TEST(!interrupt_requested());
    std::raise(signal_number);
    BOOST_TEST(interrupt_requested());
  }
}

BOOST_AUTO_TEST_CASE(a_terminal_that_hangs_up_twice_ends_nothing) {
  const InterruptGuard guard;
  std::raise(SIGTERM);
  std::raise(SIGHUP);
  std::raise(SIGHUP);
  BOOST_TEST(interrupt_requested());
}

BOOST_AUTO_TEST_CASE(a_hang_up_that_was_ignored_stays_ignored) {
  const auto before = std::signal(SIGHUP, SIG_IGN);
  {
    const InterruptGuard guard;
    std::raise(SIGHUP);
    BOOST_TEST(!interrupt_requested());
  }
  BOOST_TEST((std::signal(SIGHUP, before) == SIG_IGN));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
