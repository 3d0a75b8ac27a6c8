#include "framework/plugins/catalog.h"

#include <boost/test/unit_test.hpp>

#include "framework/plugins/sha256.h"
#include "graft/file.h"
#include "tests/framework/plugins/plugin_fixture.h"
#include "tests/support/problem_texts.h"

namespace graft {
namespace {

std::string good_folder(const PluginFolder& folder) {
  return folder.write("plugins.yaml", good_manifest(read_file(folder.copy_library("good"))));
}

/// A manifest with one adapter per name, all of one plugin.
std::string adapters(const std::string& id, const std::vector<std::string>& names) {
  std::string components;
  for (const std::string& name : names) {
    components += "      - {kind: adapter, name: " + name +
                  ", interface: graft.adapter/1, recognises: {peft_type: [" + name + ", X]}}\n";
  }
  return "graft_manifest: 1\nplugins:\n" +
         plugin_yaml(id, "lib.so", std::string(64, 'a'), components);
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t found = text.find(from);
  BOOST_TEST_REQUIRE(found != std::string::npos);
  return text.replace(found, from.size(), to);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(plugin_catalog)

BOOST_AUTO_TEST_CASE(component_is_loaded_when_asked_for) {
  const PluginFolder folder;
  PluginCatalog catalog = PluginCatalog::open({good_folder(folder)});
  const Component& component = catalog.load(Kind::kDataset, "counting");
  BOOST_TEST(component.factories.dataset(Value())->size("train") == 3);
  BOOST_TEST(&catalog.load(Kind::kDataset, "counting") == &component);
}

BOOST_AUTO_TEST_CASE(library_is_not_needed_before) {
  const PluginFolder folder;
  const PluginCatalog catalog =
      PluginCatalog::open({folder.write("plugins.yaml", adapters("org.acme", {"b", "a"}))});
  BOOST_TEST(catalog.names(Kind::kAdapter) == (std::vector<std::string>{"a", "b"}),
             boost::test_tools::per_element());
  BOOST_TEST(catalog.names(Kind::kPrompt).empty());
  BOOST_TEST(catalog.find(Kind::kAdapter, "b")->plugin_id == "org.acme");
  BOOST_TEST(catalog.find(Kind::kPrompt, "b") == nullptr);
  BOOST_TEST(catalog.summaries().size() == 2u);
  BOOST_TEST(catalog.entries().at(1).name == "b");
}

BOOST_AUTO_TEST_CASE(unknown_names_get_the_nearest_one) {
  const PluginFolder folder;
  const PluginCatalog catalog =
      PluginCatalog::open({folder.write("plugins.yaml", adapters("org.acme", {"full", "lora"}))});
  BOOST_TEST(problem_text([&] { catalog.at(Kind::kAdapter, "lorra"); }) ==
             "error: no adapter named \"lorra\"; available: full, lora; did you mean `lora`?");
  BOOST_TEST(problem_text([&] { catalog.at(Kind::kPrompt, "cloze"); }) ==
             "error: no prompt named \"cloze\"; no manifest offers any prompt");
  BOOST_TEST(catalog.unknown(Kind::kAdapter, "lorra").code == "unknown-adapter");
}

BOOST_AUTO_TEST_CASE(long_lists_of_names_are_cut) {
  const PluginFolder folder;
  std::vector<std::string> names;
  for (int i = 100; i < 130; ++i) names.push_back("a" + std::to_string(i));
  const PluginCatalog catalog =
      PluginCatalog::open({folder.write("plugins.yaml", adapters("org.acme", names))});
  BOOST_TEST(catalog.unknown(Kind::kAdapter, "zzz").message.ends_with("a123 and 6 more"));
}

BOOST_AUTO_TEST_CASE(component_of_two_manifests_is_refused) {
  const PluginFolder folder;
  const std::string first = folder.write("a.yaml", adapters("org.acme", {"lora"}));
  const std::string second = folder.write("b.yaml", adapters("org.other", {"full", "lora"}));
  BOOST_TEST(problem_text([&] {
               PluginCatalog::open({first, second});
             }) == second + ":10:31: error: adapter \"lora\" is offered twice, first at " + first +
                       ":9:31; remove one of them from its manifest");
}

BOOST_AUTO_TEST_CASE(manifest_given_twice_counts_once) {
  const PluginFolder folder;
  const std::string first = folder.write("a.yaml", adapters("org.acme", {"lora"}));
  const std::string second = folder.write("b.yaml", "graft_manifest: 1\ninclude: [a.yaml]\n");
  BOOST_TEST(PluginCatalog::open({first, first, second}).names(Kind::kAdapter).size() == 1u);
}

BOOST_AUTO_TEST_CASE(mistakes_of_all_manifests_come_at_once) {
  const PluginFolder folder;
  const std::string first = folder.write("a.yaml", "graft_manifest: 7\nplugins: []\n");
  BOOST_TEST(problem_texts([&] {
               PluginCatalog::open({first, folder.path("b.yaml")});
             }).size() == 2u);
}

BOOST_AUTO_TEST_CASE(published_names_are_recognised) {
  const PluginFolder folder;
  const PluginCatalog catalog =
      PluginCatalog::open({folder.write("plugins.yaml", adapters("org.acme", {"full", "lora"}))});
  BOOST_TEST(catalog.recognise(Kind::kAdapter, "peft_type", "lora")->name == "lora");
  BOOST_TEST(catalog.recognise(Kind::kAdapter, "peft_type", "LORA") == nullptr);
  BOOST_TEST(catalog.recognise(Kind::kAdapter, "model_type", "lora") == nullptr);
  BOOST_TEST(catalog.recognise(Kind::kPrompt, "peft_type", "lora") == nullptr);
}

BOOST_AUTO_TEST_CASE(two_claims_on_a_published_name_are_refused) {
  const PluginFolder folder;
  const std::string path = folder.write("plugins.yaml", adapters("org.acme", {"full", "lora"}));
  const PluginCatalog catalog = PluginCatalog::open({path});
  BOOST_TEST(problem_text([&] { catalog.recognise(Kind::kAdapter, "peft_type", "X"); }) ==
             "error: two components of kind adapter recognise peft_type \"X\": \"full\" (" + path +
                 ":9:31) and \"lora\" (" + path +
                 ":10:31); use manifests of which only one offers it");
}

BOOST_AUTO_TEST_CASE(library_of_another_hash_is_refused_and_the_host_lives_on) {
  const PluginFolder folder;
  const std::string good = good_folder(folder);
  const std::string bytes = read_file(folder.path("good.so"));
  const std::string bad = folder.write(
      "bad.yaml", replaced(replaced(good_manifest(bytes), sha256_hex(bytes), std::string(64, '1')),
                           "name: counting", "name: other"));
  PluginCatalog catalog = PluginCatalog::open({bad});
  BOOST_TEST(plugin_problem([&] {
               catalog.load(Kind::kDataset, "other");
             }).starts_with("hash-mismatch: " + folder.path("good.so")));
  PluginCatalog again = PluginCatalog::open({good});
  BOOST_TEST(again.load(Kind::kDataset, "counting").name == "counting");
}

BOOST_AUTO_TEST_CASE(manifest_that_disagrees_with_the_library_is_refused) {
  const PluginFolder folder;
  const std::string right = good_manifest(read_file(folder.copy_library("good")));
  struct Case {
    const char* from;
    const char* to;
    const char* expected;
  };
  const Case cases[] = {
      {"default: 3", "default: 4",
       "option `count`: default is 4 in the manifest and 3 in the library"},
      {"type: int, default: 3, min: 1", "type: float, default: 3, min: 1",
       "option `count`: type is float in the manifest and int in the library"},
      {"min: 1,", "min: 2,", "option `count`: min is 2"},
      {"number, graft]", "number]", "option `failure`: choices is none|standard|number in"},
      {"          scale: {type: float, default: 2, doc: step}\n", "",
       "option `scale` of the library is not in the manifest"},
      {"          scale:", "          speed: {type: int, default: 1}\n          scale:",
       "option `speed` of the manifest is not in the library"},
      {"graft.dataset/1", "graft.dataset/2",
       "interface is graft.dataset/2 in the manifest and graft.dataset/1 in the library"},
  };
  for (const Case& each : cases) {
    const std::string path = folder.write("plugins.yaml", replaced(right, each.from, each.to));
    PluginCatalog catalog = PluginCatalog::open({path});
    const std::string problem = plugin_problem([&] { catalog.load(Kind::kDataset, "counting"); });
    BOOST_TEST(
        problem.starts_with("component-mismatch: " + folder.path("good.so") +
                            ": error: dataset \"counting\" is not what " + path + ":10 lists: "),
        problem);
    BOOST_TEST(problem.find(each.expected) != std::string::npos, problem);
  }
  const std::string path =
      folder.write("plugins.yaml", replaced(right, "name: counting", "name: reckoning"));
  PluginCatalog catalog = PluginCatalog::open({path});
  BOOST_TEST(plugin_problem([&] { catalog.load(Kind::kDataset, "reckoning"); })
                 .find("component-missing: " + folder.path("good.so") +
                       ": error: plugin test.good does not register dataset \"reckoning\", which " +
                       path + ":10 lists") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(built_in_manifest_lies_beside_the_program) {
  BOOST_TEST(builtin_manifest() ==
             std::string(GRAFT_BINARY_DIR) + "/lib/graft/plugins/plugins.yaml");
}

BOOST_AUTO_TEST_CASE(plugin_of_two_manifests_is_refused) {
  const PluginFolder folder;
  const std::string first = folder.write("a.yaml", adapters("org.acme", {"one"}));
  const std::string second = folder.write("b.yaml", adapters("org.acme", {"two", "three"}));
  BOOST_TEST(problem_text([&] {
               PluginCatalog::open({first, second});
             }) == second + ":9:31: error: plugin \"org.acme\" is listed twice, first at " + first +
                       ":9:31; keep one of them");
}

BOOST_AUTO_TEST_CASE(fallback_counts_where_no_other_manifest_offers_the_component) {
  const PluginFolder folder;
  const std::string builtin = folder.write("a.yaml", adapters("org.acme", {"one", "two"}));
  const std::string mine = folder.write("b.yaml", adapters("org.other", {"two"}));
  const PluginCatalog catalog = PluginCatalog::open({mine}, builtin);
  BOOST_TEST(catalog.find(Kind::kAdapter, "one")->plugin_id == "org.acme");
  BOOST_TEST(catalog.find(Kind::kAdapter, "two")->plugin_id == "org.other");
  BOOST_TEST_REQUIRE(catalog.replacing().size() == 1u);
  BOOST_TEST(catalog.replacing()[0].name == "two");
  BOOST_TEST(catalog.replacing()[0].plugin_id == "org.other");
  BOOST_TEST(PluginCatalog::open({builtin}, builtin).replacing().empty());
}

BOOST_AUTO_TEST_CASE(what_can_be_read_is_there_beside_the_mistakes) {
  const PluginFolder folder;
  const std::string good = folder.write("a.yaml", adapters("org.acme", {"one"}));
  std::vector<Problem> problems;
  const PluginCatalog catalog = PluginCatalog::open({folder.path("no.yaml"), good}, "", problems);
  BOOST_TEST(problems.size() == 1u);
  BOOST_TEST(catalog.find(Kind::kAdapter, "one") != nullptr);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
