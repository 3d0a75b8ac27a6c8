#include <chrono>
#include <filesystem>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "graft/file.h"
#include "graft/json.h"
#include "graft/random.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace graft {
namespace {

namespace fs = std::filesystem;

const std::string kExperiment = GRAFT_SOURCE_DIR "/tests/framework/run/tiny.yaml";

std::vector<std::string> run_command(const TemporaryFolder& runs,
                                     const std::vector<std::string>& more = {}) {
  std::vector<std::string> command = {graft_program(), "run",       kExperiment,
                                      "--runs",        runs.path(), "--plugins",
                                      tiny_manifest(), "--threads", "1"};
  command.insert(command.end(), more.begin(), more.end());
  return command;
}

Value result_of(const TemporaryFolder& runs, const std::string& stage) {
  return parse_json(read_file(runs.path("tiny/" + stage + "/result.json")));
}

/// The bytes of everything that was trained.
std::string trained_bytes(const TemporaryFolder& runs) {
  return read_file(runs.path("tiny/pretrained/model/model.safetensors")) +
         read_file(runs.path("tiny/adapted/adapter/adapter_model.safetensors")) +
         read_file(runs.path("tiny/scratch/adapter/adapter_model.safetensors"));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(run_command_on_tiny_plugins)

BOOST_AUTO_TEST_CASE(every_kind_of_stage_runs_and_leaves_what_the_contract_lists) {
  const TemporaryFolder runs;
  const ProgramResult result = run_program(run_command(runs));
  BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.errors);
  BOOST_TEST(result.output.find("adapted") != std::string::npos);
  BOOST_TEST(result.output.find("report.html") != std::string::npos);
  for (const char* file :
       {"experiment.yaml", "environment.json", "report.html", "pretrained/metrics.jsonl",
        "pretrained/result.json", "pretrained/model/config.json",
        "pretrained/model/tiny_letters.txt", "adapted/adapter/adapter_config.json",
        "adapted/predictions.jsonl", "prompted/result.json", "table/result.json"}) {
    BOOST_TEST(fs::exists(runs.path("tiny/") + file), file);
  }
  BOOST_TEST(!fs::exists(runs.path("tiny/pretrained/checkpoint")));
  BOOST_TEST(result_of(runs, "adapted").at("accuracy").as_double() > 0.8);
  // The same model on the same items, opened again from its files.
  BOOST_TEST(result_of(runs, "again").at("accuracy").as_double() ==
             result_of(runs, "adapted").at("accuracy").as_double());
  BOOST_TEST(result_of(runs, "table").at("rows").size() >= 7u);
}

BOOST_AUTO_TEST_CASE(finished_stages_are_not_run_again_and_changed_ones_are) {
  const TemporaryFolder runs;
  BOOST_REQUIRE(run_program(run_command(runs)).exit_code == 0);
  const auto written = [&runs](const char* stage) {
    return fs::last_write_time(runs.path("tiny/") + stage + "/result.json");
  };
  const auto pretrained = written("pretrained");
  const auto adapted = written("adapted");
  BOOST_REQUIRE(run_program(run_command(runs)).exit_code == 0);
  BOOST_TEST((written("adapted") == adapted));
  BOOST_REQUIRE(
      run_program(run_command(runs, {"--set", "stages.adapted.train.steps=61"})).exit_code == 0);
  BOOST_TEST((written("pretrained") == pretrained));
  BOOST_TEST((written("adapted") != adapted));
  BOOST_REQUIRE(run_program(run_command(runs, {"--fresh"})).exit_code == 0);
  BOOST_TEST((written("pretrained") != pretrained));
}

BOOST_AUTO_TEST_CASE(one_stage_runs_with_what_it_needs_and_nothing_else) {
  const TemporaryFolder runs;
  BOOST_REQUIRE(run_program(run_command(runs, {"--stage", "prompted"})).exit_code == 0);
  BOOST_TEST(fs::exists(runs.path("tiny/pretrained/result.json")));
  BOOST_TEST(!fs::exists(runs.path("tiny/adapted")));
  const ProgramResult wrong = run_program(run_command(runs, {"--stage", "promted"}));
  BOOST_TEST(wrong.exit_code == 2);
  BOOST_TEST(wrong.errors.find("did you mean `prompted`?") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_interrupt_saves_says_how_to_continue_and_loses_nothing) {
  const TemporaryFolder whole;
  BOOST_REQUIRE(run_program(run_command(whole)).exit_code == 0);
  const TemporaryFolder runs;
  const TemporaryFolder output;
  Program program(run_command(runs, {"--set", "stages.pretrained.train.steps=40"}), output);
  while (!fs::exists(runs.path("tiny/pretrained/metrics.jsonl"))) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  program.kill(SIGINT);
  const ProgramResult stopped = program.wait();
  if (stopped.exit_code != 0) {  // it may have ended before the signal came
    BOOST_TEST(stopped.exit_code == 130, stopped.errors);
    BOOST_TEST(stopped.errors.find("run the same command again to continue") != std::string::npos);
  }
  BOOST_REQUIRE(run_program(run_command(runs)).exit_code == 0);
  BOOST_TEST((trained_bytes(runs) == trained_bytes(whole)));
}

BOOST_AUTO_TEST_CASE(a_second_run_in_the_same_folder_is_refused) {
  const TemporaryFolder runs;
  const TemporaryFolder output;
  Program first(run_command(runs, {"--set", "stages.pretrained.train.steps=20000"}), output);
  while (!fs::exists(runs.path("tiny/pretrained/metrics.jsonl"))) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  const ProgramResult second = run_program(run_command(runs));
  first.kill(SIGKILL);
  first.wait();
  BOOST_TEST(second.exit_code == 2);
  BOOST_TEST(second.errors.find("another process runs in this folder") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
