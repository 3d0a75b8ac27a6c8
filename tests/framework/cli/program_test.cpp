#include "tests/support/program.h"

#include <boost/test/unit_test.hpp>

#include "graft/json.h"
#include "graft/version.h"
#include "tests/framework/config/test_components.h"

namespace graft {
namespace {

ProgramResult graft(const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {graft_program()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return run_program(command);
}

const char* const kGood =
    "experiment: e\ntokenizer: {name: letters}\nstages:\n  s: {kind: pretrain, model: "
    "{architecture: stack}, data: {name: invented}, train: {steps: 1}}\n";

struct Folder {
  Folder() {
    setenv("XDG_CACHE_HOME", folder.path("cache").c_str(), 1);
    folder.write("plugins.yaml", kTestComponents);
  }
  TemporaryFolder folder;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(graft_program_frame, Folder)

BOOST_AUTO_TEST_CASE(help_lists_the_commands_on_standard_output) {
  const ProgramResult result = graft({"--help"});
  BOOST_TEST(result.exit_code == 0);
  BOOST_TEST(result.output.find("\n  check ") != std::string::npos);
  BOOST_TEST(result.errors == "");
}

BOOST_AUTO_TEST_CASE(no_command_at_all_is_a_mistake_that_gets_the_help) {
  const ProgramResult result = graft({});
  BOOST_TEST(result.exit_code == 2);
  BOOST_TEST(result.output == "");
  BOOST_TEST(result.errors.starts_with("usage: graft COMMAND"));
}

BOOST_AUTO_TEST_CASE(version_is_one_line) {
  const ProgramResult result = graft({"--version"});
  BOOST_TEST(result.exit_code == 0);
  BOOST_TEST(result.output == std::string("graft ") + sdk_version() + "\n");
}

BOOST_AUTO_TEST_CASE(help_of_a_command_ends_well) {
  const ProgramResult result = graft({"check", "--help"});
  BOOST_TEST(result.exit_code == 0);
  BOOST_TEST(result.output.starts_with("usage: graft check FILE.yaml…"));
}

BOOST_AUTO_TEST_CASE(check_names_every_good_file) {
  const std::string experiment = folder.write("e.yaml", kGood);
  const std::string manifest = folder.path("plugins.yaml");
  const ProgramResult result = graft({"check", experiment, manifest, "--plugins", manifest});
  BOOST_TEST(result.exit_code == 0);
  BOOST_TEST(result.output == experiment + ": ok\n" + manifest + ": ok\n");
  BOOST_TEST(result.errors == "");
}

BOOST_AUTO_TEST_CASE(check_applies_settings) {
  const std::string file = folder.write("e.yaml", kGood);
  const std::string manifest = folder.path("plugins.yaml");
  const ProgramResult result =
      graft({"check", file, "--plugins", manifest, "--set", "stages.s.train.steps=0"});
  BOOST_TEST(result.exit_code == 2);
  BOOST_TEST(
      result.errors ==
      "--set stages.s.train.steps: error: stages.s.train.steps: expected an integer >= 1, got "
      "0; write for example `steps: 1`\n");
}

BOOST_AUTO_TEST_CASE(check_prints_json_for_good_files) {
  const std::string file = folder.write("e.yaml", kGood);
  const ProgramResult result =
      graft({"check", file, "--plugins", folder.path("plugins.yaml"), "--json"});
  BOOST_TEST(result.exit_code == 0);
  const Value printed = parse_json(result.output);
  BOOST_TEST(printed.at("files").as_list().at(0).at("kind").as_string() == "experiment");
  BOOST_TEST(printed.at("errors").size() == 0);
}

BOOST_AUTO_TEST_CASE(errors_are_an_object_with_json_and_text_beside_it) {
  const std::string file = folder.write("e.yaml", std::string(kGood) + "sed: 1\n");
  const ProgramResult result =
      graft({"check", file, "--plugins", folder.path("plugins.yaml"), "--json"});
  BOOST_TEST(result.exit_code == 2);
  BOOST_TEST(write_json(parse_json(result.output)) ==
             R"({"errors": [{"file": ")" + file +
                 R"(", "line": 5, "column": 1, "code": "unknown-key", )"
                 R"("message": "sed: unknown key", "hint": "did you mean `seed`?"}]})");
  BOOST_TEST(result.errors == file + ":5:1: error: sed: unknown key; did you mean `seed`?\n");
}

BOOST_AUTO_TEST_CASE(mistakes_of_several_files_come_together) {
  const std::string one = folder.write("one.yaml", "a: [\n");
  const std::string two = folder.write("two.yaml", "a: 1\n");
  const ProgramResult result = graft({"check", one, two});
  BOOST_TEST(result.exit_code == 2);
  BOOST_TEST(result.errors.starts_with(one + ":1:4: error: "));
  BOOST_TEST(result.errors.find("\n" + two + ":1:1: error: ") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(output_that_cannot_be_written_is_a_failure) {
  const ProgramResult result =
      run_program({"/bin/sh", "-c", graft_program() + " --version > /dev/full"});
  BOOST_TEST(result.exit_code == 1);
  BOOST_TEST(result.errors == "error: cannot write to standard output\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
