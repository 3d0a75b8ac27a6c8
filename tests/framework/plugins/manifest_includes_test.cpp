#include <filesystem>

#include <boost/test/unit_test.hpp>

#include "framework/plugins/manifest.h"
#include "tests/framework/plugins/plugin_fixture.h"
#include "tests/support/problem_texts.h"

namespace graft {
namespace {

namespace fs = std::filesystem;

/// A manifest of one plugin with one adapter, both called `name`.
std::string one_plugin(const std::string& name) {
  return "graft_manifest: 1\nplugins:\n" +
         plugin_yaml(name, name + ".so", std::string(64, 'a'),
                     "      - {kind: adapter, name: " + name + ", interface: graft.adapter/1}\n");
}

std::string including(const std::string& patterns) {
  return "graft_manifest: 1\ninclude: [" + patterns + "]\n";
}

std::vector<std::string> names_in(const std::string& manifest) {
  std::vector<std::string> names;
  for (const CatalogEntry& entry : read_manifest(manifest).entries) names.push_back(entry.name);
  return names;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(manifest_includes)

BOOST_AUTO_TEST_CASE(patterns_are_followed_in_order_of_names) {
  const PluginFolder folder;
  folder.write("more/b.yaml", one_plugin("b"));
  folder.write("more/a.yaml", one_plugin("a"));
  folder.write("more/.hidden.yaml", "not a manifest");
  folder.write("more/notes.txt", "not a manifest");
  folder.write("deep/x/plugins.yaml", one_plugin("x"));
  const std::string root =
      folder.write("plugins.yaml", including("more/*.yaml, 'deep/?/plugins.yaml'"));
  BOOST_TEST(names_in(root) == (std::vector<std::string>{"a", "b", "x"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(libraries_are_relative_to_the_included_file) {
  const PluginFolder folder;
  folder.write("more/a.yaml", one_plugin("a"));
  const std::string root = folder.write("plugins.yaml", including("more/a.yaml"));
  BOOST_TEST(read_manifest(root).entries.at(0).library == folder.path("more/a.so"));
}

BOOST_AUTO_TEST_CASE(file_reached_twice_counts_once) {
  const PluginFolder folder;
  folder.write("a.yaml", one_plugin("a"));
  folder.write("b.yaml", including("a.yaml"));
  const std::string root = folder.write("plugins.yaml", including("a.yaml, b.yaml, '[a]*.yaml'"));
  BOOST_TEST(names_in(root).size() == 1u);
}

BOOST_AUTO_TEST_CASE(circles_are_refused) {
  const PluginFolder folder;
  const std::string self = folder.write("self.yaml", including("self.yaml"));
  BOOST_TEST(problem_text([&] { read_manifest(self); }) ==
             self +
                 ":2:11: error: `include`: includes in a circle: self.yaml -> self.yaml; remove "
                 "one of them");
  folder.write("b.yaml", including("c.yaml"));
  folder.write("c.yaml", including("b.yaml"));
  const std::string root = folder.write("plugins.yaml", including("b.yaml"));
  BOOST_TEST(problem_text([&] { read_manifest(root); }) ==
             folder.path("c.yaml") +
                 ":2:11: error: `include`: includes in a circle: b.yaml -> "
                 "c.yaml -> b.yaml; remove one of them");
}

BOOST_AUTO_TEST_CASE(ways_out_of_the_folder_are_refused) {
  const PluginFolder folder;
  folder.write("outside.yaml", one_plugin("outside"));
  for (const std::string pattern : {"../outside.yaml", "/etc/*.yaml", "x/../../outside.yaml"}) {
    const std::string root = folder.write("inner/plugins.yaml", including(pattern));
    BOOST_TEST(problem_text([&] { read_manifest(root); }) ==
               root + ":2:11: error: `include`: \"" + pattern +
                   "\" leaves the folder of this manifest; include files of this folder and those "
                   "below only");
  }
  fs::create_symlink(folder.path("outside.yaml"), folder.path("inner/link.yaml"));
  fs::create_directory_symlink(folder.path(""), folder.path("inner/up"));
  const std::string root = folder.write("inner/plugins.yaml", including("link.yaml"));
  BOOST_TEST(problem_text([&] { read_manifest(root); }) ==
             root + ":2:11: error: `include`: " + folder.path("inner/link.yaml") +
                 " is a link to " + folder.path("outside.yaml") +
                 ", outside the folder of this manifest; put the file itself into that folder");
  folder.write("inner/plugins.yaml", including("up/out*.yaml"));
  BOOST_TEST(problem_text([&] { read_manifest(root); }).find(", outside the folder") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_reported) {
  const PluginFolder folder;
  const std::string root = folder.write("plugins.yaml", including("more/a.yaml, none/*.yaml"));
  const std::vector<std::string> problems = problem_texts([&] { read_manifest(root); });
  BOOST_TEST_REQUIRE(problems.size() == 2u);
  BOOST_TEST(problems[0] == root + ":2:11: error: `include`: cannot read " +
                                folder.path("more/a.yaml") +
                                ": No such file or directory; correct the path, or remove it from "
                                "`include`");
  BOOST_TEST(problems[1] == root + ":2:24: error: `include`: there is no folder " +
                                folder.path("none") +
                                "; correct the path, or remove it from `include`");
}

BOOST_AUTO_TEST_CASE(pattern_without_matches_is_no_mistake) {
  const PluginFolder folder;
  folder.write("more/readme.txt", "");
  const std::string root = folder.write("plugins.yaml", including("more/*.yaml"));
  BOOST_TEST(names_in(root).empty());
}

BOOST_AUTO_TEST_CASE(mistakes_of_all_files_come_at_once) {
  const PluginFolder folder;
  folder.write("a.yaml", "graft_manifest: 1\nplugins: [\n");
  folder.write("b.yaml", "graft_manifest: 1\nplugins: 7\n");
  const std::string root = folder.write("plugins.yaml", including("a.yaml, b.yaml") + "x: 1\n");
  BOOST_TEST(problem_texts([&] { read_manifest(root); }).size() == 3u);
}

BOOST_AUTO_TEST_CASE(repetition_across_files_names_both) {
  const PluginFolder folder;
  const std::string first = folder.write("a.yaml", one_plugin("a"));
  const std::string second = folder.write("b.yaml", one_plugin("a"));
  const std::string root = folder.write("plugins.yaml", including("a.yaml, b.yaml"));
  const std::vector<std::string> problems = problem_texts([&] { read_manifest(root); });
  BOOST_TEST_REQUIRE(problems.size() == 2u);
  BOOST_TEST(problems[1].starts_with(second +
                                     ":9:31: error: adapter \"a\" is offered twice, first "
                                     "at " +
                                     first + ":9:31"));
}

BOOST_AUTO_TEST_CASE(endless_nesting_is_refused) {
  const PluginFolder folder;
  for (int i = 0; i < 40; ++i) {
    folder.write("m" + std::to_string(i) + ".yaml",
                 including("m" + std::to_string(i + 1) + ".yaml"));
  }
  folder.write("m40.yaml", one_plugin("a"));
  BOOST_TEST(problem_text([&] {
               read_manifest(folder.path("m0.yaml"));
             }).find("manifests include one another more than 32 deep") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
