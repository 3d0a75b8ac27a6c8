#include "tests/support/program.h"

#include <filesystem>
#include <regex>
#include <set>
#include <sstream>

#include <boost/test/unit_test.hpp>

#include "framework/model_io/safetensors.h"
#include "graft/file.h"
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

/// One that is built of the tiny plugins, so that its models can be built, too.
const char* const kBuildable =
    "experiment: e\ntokenizer: {name: letters}\nstages:\n  s: {kind: pretrain, model: "
    "{architecture: tiny}, data: {name: lines}, train: {steps: 1}}\n";

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
  const std::string experiment = folder.write("e.yaml", kBuildable);
  const std::string manifest = folder.path("plugins.yaml");
  const ProgramResult result = graft({"check", experiment, manifest, "--plugins", tiny_manifest()});
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
  BOOST_TEST(result.errors ==
             "--set stages.s.train.steps: error: expected an integer in [1, "
             "1000000000], got 0; write for example `steps: 1`\n");
}

BOOST_AUTO_TEST_CASE(check_prints_json_for_good_files) {
  const std::string file = folder.write("e.yaml", kBuildable);
  const ProgramResult result = graft({"check", file, "--plugins", tiny_manifest(), "--json"});
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

BOOST_AUTO_TEST_CASE(check_reports_manifests_and_experiment_together) {
  const std::string bad = folder.write("bad.yaml", "graft_manifest: 7\nplugins: []\n");
  const std::string file = folder.write(
      "e.yaml", "plugins: [none.yaml, bad.yaml, plugins.yaml]\nsede: 1\n" + std::string(kGood));
  const ProgramResult result = graft({"check", file});
  BOOST_TEST(result.exit_code == 2);
  BOOST_TEST(result.errors.starts_with(
      file + ":1:11: error: plugins: no file or folder `none.yaml`; looked at "));
  BOOST_TEST(result.errors.ends_with(
      "\n" + file + ":2:1: error: sede: unknown key; did you mean `seed`?\n" + bad +
      ":1:17: error: `graft_manifest`: this host reads version 1, got 7; write `graft_manifest: "
      "1`, or install a newer host\n"));
}

BOOST_AUTO_TEST_CASE(check_knows_a_manifest_whose_first_key_is_misspelt) {
  const std::string near = folder.write("near.yaml", "graft_manifst: 1\nplugins: []\n");
  BOOST_TEST(graft({"check", near}).errors ==
             near +
                 ":1:1: error: the manifest: `graft_manifest` is missing; write e.g. "
                 "`graft_manifest: 1`\n" +
                 near +
                 ":1:1: error: the manifest: unknown key `graft_manifst`; did you mean "
                 "`graft_manifest`?\n");
  const std::string far = folder.write("far.yaml", "version: 1\nplugins: [{id: a}]\n");
  BOOST_TEST(graft({"check", far}).errors.find("`graft_manifest`") != std::string::npos);
  const std::string experiment = folder.write("x.yaml", "experimnt: e\n");
  BOOST_TEST(graft({"check", experiment}).errors.find("did you mean `experiment`?") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(every_setting_without_a_value_is_named) {
  const ProgramResult result = graft({"check", "e.yaml", "--set", "a", "--set", "b=1", "--set=c"});
  BOOST_TEST(result.exit_code == 2);
  BOOST_TEST(result.errors ==
             "error: --set a: expected KEY=VALUE; write for example `--set seed=1`\n"
             "error: --set c: expected KEY=VALUE; write for example `--set seed=1`\n");
}

BOOST_AUTO_TEST_CASE(the_host_names_no_component_of_a_plugin) {
  namespace fs = std::filesystem;
  // Words that the host needs for itself: a family, the end of a file's name, plain English.
  const std::set<std::string> words = {"autoregressive", "bytes", "full", "jsonl", "text"};
  std::string names;
  for (const auto& kind : fs::directory_iterator(GRAFT_SOURCE_DIR "/plugins")) {
    if (!kind.is_directory()) continue;
    for (const auto& plugin : fs::directory_iterator(kind)) {
      const std::string name = plugin.path().filename().string();
      if (plugin.is_directory() && !words.contains(name))
        names += (names.empty() ? "" : "|") + name;
    }
  }
  const std::regex component("(^|[^a-z-])(" + names + ")($|[^a-z-])");
  for (const auto& file : fs::recursive_directory_iterator(GRAFT_SOURCE_DIR "/framework")) {
    if (!file.is_regular_file()) continue;
    std::istringstream lines(read_file(file.path().string()));
    for (std::string line; !names.empty() && std::getline(lines, line);) {
      BOOST_TEST(!std::regex_search(line, component), file.path().string() << ": " << line);
    }
  }
}

BOOST_AUTO_TEST_CASE(every_mistake_of_an_optimizer_is_named_without_a_place) {
  const std::string input = folder.path("in.safetensors");
  write_safetensors(input, {{"input_ids", Tensor::zeros({1, 2}, DType::kInt64)}});
  const ProgramResult result =
      graft({"forward", "--input", input, "--output", "out", "--optimizer", "learning_rte=1",
             "--optimizer", "beta1=2", "--optimizer", "epsilon=[", "--optimizer", "adamw"});
  BOOST_TEST(result.exit_code == 2);
  for (const char* part :
       {"error: --optimizer: expected KEY=VALUE with each key once, got `adamw`",
        "--optimizer epsilon: error: this `[` is never closed",
        "--optimizer learning_rte: error: optimizer.learning_rte: unknown key; did you mean "
        "`learning_rate`?\n",
        "--optimizer beta1: error: optimizer.beta1: expected a number in [0, 0.999999], got 2"}) {
    BOOST_TEST(result.errors.find(part) != std::string::npos, part << " in " << result.errors);
  }
}

BOOST_AUTO_TEST_CASE(a_project_named_like_a_built_in_component_says_what_it_replaces) {
  const std::string builtin = GRAFT_BINARY_DIR "/lib/graft/plugins/plugins.yaml";
  const bool has_lora = std::filesystem::exists(builtin) &&
                        read_file(builtin).find("name: lora\n") != std::string::npos;
  const ProgramResult same = graft({"new", "adapter", "lora", "--in", folder.path("p")});
  BOOST_TEST(same.exit_code == 0);
  if (has_lora) {
    BOOST_TEST(same.errors ==
               "note: there is a built-in adapter \"lora\"; this one replaces it wherever its "
               "manifest is given\n");
  }
  BOOST_TEST(graft({"new", "prompt", "lora", "--in", folder.path("q")}).errors == "");
}

BOOST_AUTO_TEST_CASE(a_tensor_of_the_wrong_type_is_named) {
  const std::string input = folder.path("in.safetensors");
  write_safetensors(input, {{"input_ids", Tensor::zeros({1, 2})}});
  BOOST_TEST(graft({"forward", "--input", input, "--output", "out"}).errors ==
             input + ": error: \"input_ids\" is F32, expected I64 or I32; store it as integers\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
