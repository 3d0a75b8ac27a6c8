#include <boost/test/unit_test.hpp>

#include "framework/config/yaml.h"
#include "graft/file.h"
#include "graft/json.h"
#include "tests/framework/plugins/plugin_fixture.h"
#include "tests/support/program.h"

namespace graft {
namespace {

ProgramResult plugins(const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {graft_program(), "plugins"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return run_program(command);
}

std::string good_folder(const PluginFolder& folder) {
  return folder.write("plugins.yaml", good_manifest(read_file(folder.copy_library("good"))));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(plugins_command)

BOOST_AUTO_TEST_CASE(list_is_an_aligned_table) {
  const PluginFolder folder;
  const ProgramResult result = plugins({"list", "--plugins", good_folder(folder)});
  BOOST_TEST(result.exit_code == 0);
  BOOST_TEST(result.errors == "");
  BOOST_TEST(result.output ==
             "KIND     NAME      PLUGIN     VERSION  DOC\n"
             "-------  --------  ---------  -------  ----------------\n"
             "dataset  counting  test.good  1.2.3    Numbers in order\n");
}

BOOST_AUTO_TEST_CASE(list_as_json_has_the_same) {
  const PluginFolder folder;
  const ProgramResult result = plugins({"list", "--json", "--plugins", good_folder(folder)});
  const Value list = parse_json(result.output);
  BOOST_TEST_REQUIRE(list.size() == 1u);
  const Value& entry = list.as_list()[0];
  BOOST_TEST(entry.at("kind").as_string() == "dataset");
  BOOST_TEST(entry.at("name").as_string() == "counting");
  BOOST_TEST(entry.at("plugin").as_string() == "test.good");
  BOOST_TEST(entry.at("version").as_string() == "1.2.3");
  BOOST_TEST(entry.at("doc").as_string() == "Numbers in order");
}

BOOST_AUTO_TEST_CASE(description_shows_options_and_needs_no_library) {
  const PluginFolder folder;
  const std::string manifest = folder.write("plugins.yaml", good_manifest("no such library"));
  const ProgramResult result = plugins({"describe", "counting", "--plugins", manifest});
  BOOST_TEST(result.exit_code == 0);
  BOOST_TEST(
      result.output.starts_with("dataset counting: Numbers in order\n\n"
                                "plugin      test.good 1.2.3\n"
                                "interface   graft.dataset/1\n"));
  BOOST_TEST(result.output.ends_with(
      "OPTION   TYPE    DEFAULT  RANGE                             DOC\n"
      "-------  ------  -------  --------------------------------  ------------------\n"
      "count    int     3        >= 1                              number of examples\n"
      "scale    float   2                                          step\n"
      "failure  string  none     none | standard | number | graft\n"));
}

BOOST_AUTO_TEST_CASE(description_as_json_has_the_schema) {
  const PluginFolder folder;
  const ProgramResult result =
      plugins({"describe", "counting", "--json", "--plugins", good_folder(folder)});
  const Value list = parse_json(result.output);
  BOOST_TEST_REQUIRE(list.size() == 1u);
  BOOST_TEST(list.as_list()[0].at("options").at("count").at("min").as_int() == 1);
}

BOOST_AUTO_TEST_CASE(kinds_of_tasks_are_described_with_the_options_that_they_read) {
  const PluginFolder folder;
  const std::string manifest = good_folder(folder);
  const ProgramResult text = plugins({"describe", "text-to-text", "--plugins", manifest});
  BOOST_TEST(text.exit_code == 0, text.errors);
  BOOST_TEST(text.output.starts_with("task text-to-text: a kind of `task` in an experiment\n\n"));
  for (const char* const option : {"\nseparator ", "\\n", "\nbleu_tokenize ", "\nnum_beams "}) {
    BOOST_TEST(text.output.find(option) != std::string::npos, option);
  }
  BOOST_TEST(text.output.find("stride") == std::string::npos);

  const ProgramResult data =
      plugins({"describe", "question-answering", "--json", "--plugins", manifest});
  const Value list = parse_json(data.output);
  BOOST_TEST_REQUIRE(list.size() == 1u);
  const Value& entry = list.as_list()[0];
  BOOST_TEST(entry.at("kind").as_string() == "task");
  BOOST_TEST(entry.at("options").at("stride").at("default").as_int() == 128);
  BOOST_TEST(entry.at("options").find("separator") == nullptr);

  const ProgramResult wrong = plugins({"describe", "clasification", "--plugins", manifest});
  BOOST_TEST(wrong.exit_code == 2);
  BOOST_TEST(wrong.errors.find("did you mean `classification`?") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(unknown_component_is_wrong_input) {
  const PluginFolder folder;
  const ProgramResult result = plugins({"describe", "countin", "--plugins", good_folder(folder)});
  BOOST_TEST(result.exit_code == 2);
  BOOST_TEST(result.errors == "error: no component named \"countin\"; did you mean `counting`?\n");
}

BOOST_AUTO_TEST_CASE(manifest_of_a_broken_library_names_it) {
  const ProgramResult result = plugins({"manifest", broken_library("newer_abi"), "--in", "/"});
  BOOST_TEST(result.exit_code == 3);
  BOOST_TEST(result.output == "");
  BOOST_TEST(result.errors.starts_with(broken_library("newer_abi") + ": error: plugin "));
}

BOOST_AUTO_TEST_CASE(manifest_has_paths_relative_to_the_folder) {
  const PluginFolder folder;
  folder.copy_library("good");
  const ProgramResult result =
      plugins({"manifest", folder.path("good.so"), "--in", folder.path("")});
  BOOST_TEST(result.exit_code == 0);
  BOOST_TEST(result.output.find("\n    library: good.so\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(misspelt_subcommand_gets_the_nearest_one) {
  const ProgramResult result = plugins({"lsit"});
  BOOST_TEST(result.exit_code == 2);
  BOOST_TEST(result.errors == "error: no command `graft plugins lsit`; did you mean `list`?\n");
  BOOST_TEST(plugins({}).exit_code == 2);
  BOOST_TEST(plugins({"--help"}).exit_code == 0);
}

BOOST_AUTO_TEST_CASE(description_finds_what_is_built_in_beside_a_manifest) {
  const PluginFolder folder;
  const ProgramResult built_in = plugins({"list", "--json"});
  BOOST_TEST_REQUIRE(built_in.exit_code == 0);
  const Value list = parse_json(built_in.output);
  for (const Value& entry : list.as_list()) {
    const ProgramResult result =
        plugins({"describe", entry.at("name").as_string(), "--plugins", good_folder(folder)});
    BOOST_TEST(result.exit_code == 0, result.errors);
  }
}

BOOST_AUTO_TEST_CASE(plugin_of_ones_own_replaces_a_built_in_one_however_it_is_named) {
  const PluginFolder folder;
  const Value built_in = parse_json(plugins({"list", "--json"}).output);
  if (built_in.size() == 0) return;
  const std::string kind = built_in.as_list()[0].at("kind").as_string();
  const std::string name = built_in.as_list()[0].at("name").as_string();
  const std::string manifest = folder.write(
      "mine.yaml",
      "graft_manifest: 1\nplugins:\n" +
          plugin_yaml("org.mine", "lib.so", std::string(64, 'a'),
                      "      - {kind: " + kind + ", name: " + name + ", interface: graft." + kind +
                          "/1" + (kind == "architecture" ? ", family: autoregressive" : "") +
                          "}\n"));
  const std::string told =
      kind + " \"" + name + "\" of plugin org.mine replaces the built-in one\n";
  const ProgramResult described = plugins({"describe", name, "--plugins", manifest});
  BOOST_TEST(described.output.find("org.mine 1.2.3") != std::string::npos, described.output);
  BOOST_TEST(described.errors == told);
  const std::string experiment = folder.write(
      "e.yaml", "experiment: e\nplugins: [mine.yaml]\nstages: {s: {kind: compare, of: [s]}}\n");
  const ProgramResult checked = run_program({graft_program(), "check", experiment});
  BOOST_TEST(checked.errors.starts_with(told), checked.errors);
  BOOST_TEST(checked.errors.find("offered twice") == std::string::npos, checked.errors);
}

BOOST_AUTO_TEST_CASE(help_says_what_manifests_mean_to_each_command) {
  BOOST_TEST(plugins({"list", "--help"}).output.find("manifest to list") != std::string::npos);
  BOOST_TEST(plugins({"describe", "--help"}).output.find("manifest of plugins") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(manifest_as_json_has_the_same) {
  const PluginFolder folder;
  folder.copy_library("good");
  const std::vector<std::string> arguments = {"manifest", folder.path("good.so"), "--in",
                                              folder.path("")};
  std::vector<std::string> with_json = arguments;
  with_json.push_back("--json");
  const Value json = parse_json(plugins(with_json).output);
  BOOST_TEST((json == parse_yaml(plugins(arguments).output, "plugins.yaml")));
}

BOOST_AUTO_TEST_CASE(manifest_of_libraries_that_are_missing_is_wrong_input) {
  const ProgramResult result = plugins({"manifest", "/no/a.so", "/no/b.so"});
  BOOST_TEST(result.exit_code == 2);
  BOOST_TEST(result.errors ==
             "/no/a.so: error: there is no such file; build it, or correct the path\n"
             "/no/b.so: error: there is no such file; build it, or correct the path\n");
}

BOOST_AUTO_TEST_CASE(run_prints_its_results_as_the_report_does) {
  const TemporaryFolder runs;
  const ProgramResult result = run_program(
      {graft_program(), "run", GRAFT_SOURCE_DIR "/tests/framework/run/tiny.yaml", "--runs",
       runs.path(), "--stage", "pretrained", "--plugins", tiny_manifest(), "--json"});
  BOOST_TEST_REQUIRE(result.exit_code == 0, result.errors);
  const Value printed = parse_json(result.output);
  BOOST_TEST(printed.at("run").as_string() == runs.path("tiny"));
  BOOST_TEST(printed.at("report").as_string() == runs.path("tiny/report.html"));
  const ProgramResult report =
      run_program({graft_program(), "report", runs.path("tiny"), "--json"});
  BOOST_TEST((printed.at("rows") == parse_json(report.output).at("rows")));
  BOOST_TEST(printed.at("rows").size() > 0u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
