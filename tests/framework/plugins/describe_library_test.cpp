#include "framework/plugins/describe_library.h"

#include <filesystem>

#include <boost/test/unit_test.hpp>

#include "framework/config/yaml.h"
#include "framework/plugins/catalog.h"
#include "graft/error.h"
#include "tests/framework/plugins/plugin_fixture.h"
#include "tests/support/problem_texts.h"

namespace graft {

BOOST_AUTO_TEST_SUITE(described_libraries)

BOOST_AUTO_TEST_CASE(description_is_a_manifest_that_loads) {
  const PluginFolder folder;
  folder.write("lib/keep", "");
  const std::string library = folder.copy_library("good");
  const Value manifest = describe_libraries({library}, folder.path(""));
  const Value& plugin = manifest.at("plugins").as_list().at(0);
  BOOST_TEST(plugin.at("library").as_string() == "good.so");
  BOOST_TEST(plugin.at("sdk").as_string() == ">=1.0,<2");
  PluginCatalog catalog = PluginCatalog::open({folder.write("plugins.yaml", write_yaml(manifest))});
  BOOST_TEST(catalog.load(Kind::kDataset, "counting").doc == "Numbers in order");
}

BOOST_AUTO_TEST_CASE(components_of_every_kind_survive_the_way_through_the_manifest) {
  const PluginFolder folder;
  const std::string library = folder.path("tiny.so");
  std::filesystem::copy_file(GRAFT_BINARY_DIR "/tests/plugins/libgraft_tiny.so", library);
  const Value manifest = describe_libraries({library}, folder.path(""));
  PluginCatalog catalog = PluginCatalog::open({folder.write("plugins.yaml", write_yaml(manifest))});
  for (const Kind kind :
       {Kind::kArchitecture, Kind::kAdapter, Kind::kPrompt, Kind::kTokenizer, Kind::kDataset}) {
    BOOST_TEST(!catalog.names(kind).empty());
  }
  for (const CatalogEntry& entry : catalog.entries()) {
    const Component& component = catalog.load(entry);
    BOOST_TEST(component.doc == entry.doc);
    BOOST_TEST((component.recognises == entry.recognises));
    BOOST_TEST((component.schema.describe() == entry.schema.describe()));
  }
}

BOOST_AUTO_TEST_CASE(library_outside_the_folder_is_refused) {
  const PluginFolder folder;
  const std::string library = folder.copy_library("good");
  folder.write("inner/keep", "");
  BOOST_TEST(problem_text([&] { describe_libraries({library}, folder.path("inner")); }) ==
             "error: " + library + " does not lie in " + folder.path("inner") +
                 "; name a folder above the library with --in");
  BOOST_TEST(problem_text([&] { describe_libraries({library}, folder.path("none")); }) ==
             "error: --in " + folder.path("none") +
                 ": No such file or directory; name the folder that the manifest will lie in");
}

BOOST_AUTO_TEST_CASE(same_library_twice_is_refused) {
  const PluginFolder folder;
  const std::string library = folder.copy_library("good");
  BOOST_TEST(problem_text([&] {
               describe_libraries({library, library}, folder.path(""));
             }) == "error: plugin test.good is offered by " + library + " and by " + library +
                       "; leave one of them out");
}

BOOST_AUTO_TEST_CASE(library_without_components_is_refused) {
  const std::string library = broken_library("no_components");
  BOOST_TEST(plugin_problem([&] { describe_libraries({library}, "/"); }) ==
             "component-missing: " + library +
                 ": error: plugin test.no-components registers no component; register at least one "
                 "in the body of GRAFT_PLUGIN");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
