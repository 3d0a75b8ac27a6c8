#include <chrono>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "graft/file.h"
#include "graft/random.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace graft {
namespace {

constexpr int kKills = 24;

std::vector<std::string> run_command(const TemporaryFolder& runs) {
  return {graft_program(),
          "run",
          GRAFT_SOURCE_DIR "/tests/framework/run/tiny.yaml",
          "--runs",
          runs.path(),
          "--plugins",
          tiny_manifest(),
          "--threads",
          "1",
          "--set",
          "stages.pretrained.train.steps=120",
          "--set",
          "stages.adapted.train.steps=120"};
}

std::string trained_bytes(const TemporaryFolder& runs) {
  return read_file(runs.path("tiny/pretrained/model/model.safetensors")) +
         read_file(runs.path("tiny/adapted/adapter/adapter_model.safetensors")) +
         read_file(runs.path("tiny/scratch/adapter/adapter_model.safetensors"));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(killed_training)

BOOST_AUTO_TEST_CASE(continues_to_the_same_bits_after_sigkill_at_random_moments) {
  using Clock = std::chrono::steady_clock;
  const TemporaryFolder whole;
  const auto start = Clock::now();
  BOOST_REQUIRE(run_program(run_command(whole)).exit_code == 0);
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  const std::string expected = trained_bytes(whole);

  Rng rng(2024);
  int killed = 0;
  int continued = 0;  // from a checkpoint, not from the beginning
  for (int attempt = 0; attempt < 4 * kKills && killed < kKills; ++attempt) {
    const TemporaryFolder runs;
    const TemporaryFolder output;
    // Two kills in a row, then to the end.
    for (int round = 0; round < 2; ++round) {
      Program program(run_command(runs), output);
      std::this_thread::sleep_for(
          std::chrono::duration<double>(seconds * static_cast<double>(rng.uniform())));
      program.kill(SIGKILL);
      if (program.wait().exit_code == -SIGKILL) ++killed;
    }
    const ProgramResult last = run_program(run_command(runs));
    BOOST_REQUIRE_MESSAGE(last.exit_code == 0, last.errors);
    BOOST_REQUIRE((trained_bytes(runs) == expected));
    if (last.errors.find("(continued from step ") != std::string::npos) ++continued;
  }
  BOOST_TEST(killed >= kKills);
  BOOST_TEST(continued > 0);
}

BOOST_AUTO_TEST_CASE(goes_on_when_nobody_reads_its_messages) {
  const TemporaryFolder whole;
  BOOST_REQUIRE(run_program(run_command(whole)).exit_code == 0);
  for (const char* redirection : {"2> >(true)", "2>&-"}) {
    const TemporaryFolder runs;
    std::vector<std::string> command = {"/bin/bash", "-c", std::string("\"$@\" ") + redirection,
                                        "bash"};
    for (const std::string& argument : run_command(runs)) command.push_back(argument);
    BOOST_TEST(run_program(command).exit_code == 0, redirection);
    BOOST_REQUIRE((trained_bytes(runs) == trained_bytes(whole)));
  }
}

BOOST_AUTO_TEST_CASE(an_output_that_nobody_reads_is_an_error_with_a_message) {
  for (const char* script : {"{ sleep 0.3; exec \"$0\" --version; } | true; exit ${PIPESTATUS[0]}",
                             "\"$0\" --version >&-"}) {
    const ProgramResult result = run_program({"/bin/bash", "-c", script, graft_program()});
    BOOST_TEST(result.exit_code == 1, script);
    BOOST_TEST(result.errors == "error: cannot write to standard output\n");
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
