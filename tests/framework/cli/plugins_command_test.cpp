#include <boost/test/unit_test.hpp>

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

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
