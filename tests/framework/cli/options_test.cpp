#include "framework/cli/options.h"

#include <cstdlib>

#include <boost/test/unit_test.hpp>

#include "framework/cli/command.h"
#include "framework/cli/log.h"
#include "graft/parallel.h"
#include "tests/support/captured_output.h"
#include "tests/support/problem_texts.h"

namespace graft {
namespace {

namespace po = boost::program_options;

CommandLine stir() {
  CommandLine command("stir FILE [options]", "Stirs a file.", "graft stir soup.txt");
  command.positional("FILE", 1, "what to stir");
  command.options()("times", po::value<int>()->value_name("N"), "how often");
  command.add_json();
  return command;
}

std::string error_of(const std::vector<std::string>& arguments) {
  return problem_text([&arguments] { stir().parse(arguments); });
}

std::vector<std::string> manifests_of(const std::vector<std::string>& arguments) {
  CommandLine command = stir();
  command.parse(arguments);
  return command.manifests();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(command_line)

BOOST_AUTO_TEST_CASE(options_and_positional_arguments_may_mix) {
  CommandLine command = stir();
  command.parse({"--times", "3", "soup.txt", "--json"});
  BOOST_TEST(command.get<std::string>("FILE") == "soup.txt");
  BOOST_TEST(command.get<int>("times") == 3);
  BOOST_TEST(command.json());
}

BOOST_AUTO_TEST_CASE(what_is_not_given_is_absent) {
  CommandLine command = stir();
  command.parse({});
  BOOST_TEST(!command.has("FILE"));
  BOOST_TEST(!command.has("times"));
  BOOST_TEST(!command.json());
}

BOOST_AUTO_TEST_CASE(help_shows_usage_options_and_an_example) {
  CapturedOutput output;
  BOOST_CHECK_THROW(stir().parse({"--help"}), HelpShown);
  const std::string text = output.text();
  for (const char* part :
       {"usage: graft stir FILE [options]\n", "Stirs a file.", "  FILE  what to stir", "--times N",
        "--json", "--plugins MANIFEST", "--threads N", "--log-level LEVEL",
        "example:\n  graft stir soup.txt\n"}) {
    BOOST_TEST(text.find(part) != std::string::npos, part);
  }
}

BOOST_AUTO_TEST_CASE(an_unknown_option_gets_the_nearest_name) {
  BOOST_TEST(error_of({"--tims", "3"}) ==
             "error: unknown option `--tims`; did you mean `--times`?");
  BOOST_TEST(error_of({"--something-else"}) ==
             "error: unknown option `--something-else`; see `graft stir --help`");
}

BOOST_AUTO_TEST_CASE(abbreviations_are_unknown_options) {
  BOOST_TEST(error_of({"--time", "3"}) ==
             "error: unknown option `--time`; did you mean `--times`?");
}

BOOST_AUTO_TEST_CASE(values_are_checked) {
  BOOST_TEST(error_of({"--times", "often"}) ==
             "error: the argument ('often') for option '--times' is invalid; see `graft stir "
             "--help`");
  BOOST_TEST(error_of({"--times"}) == "error: `--times` needs a value; see `graft stir --help`");
  BOOST_TEST(error_of({"a", "b"}) ==
             "error: more arguments than `graft stir FILE [options]` takes; see `graft stir "
             "--help`");
}

BOOST_AUTO_TEST_CASE(threads_and_log_level_are_applied) {
  const int threads = num_threads();
  const LogLevel level = log_level();
  stir().parse({"--threads", "1", "--log-level", "debug"});
  BOOST_TEST(num_threads() == 1);
  BOOST_TEST((log_level() == LogLevel::kDebug));
  set_num_threads(threads);
  set_log_level(level);
}

BOOST_AUTO_TEST_CASE(manifests_come_from_the_option_the_environment_or_the_built_in_one) {
  unsetenv("GRAFT_PLUGINS");
  BOOST_TEST(manifests_of({}) == std::vector<std::string>{builtin_manifest()},
             boost::test_tools::per_element());
  setenv("GRAFT_PLUGINS", "/a.yaml:/b.yaml", 1);
  BOOST_TEST(manifests_of({}) == std::vector<std::string>({"/a.yaml", "/b.yaml"}),
             boost::test_tools::per_element());
  BOOST_TEST(manifests_of({"--plugins", "c.yaml", "--plugins", "d.yaml"}) ==
                 std::vector<std::string>({"c.yaml", "d.yaml"}),
             boost::test_tools::per_element());
  unsetenv("GRAFT_PLUGINS");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
