#include "framework/plugins/manifest.h"

#include <boost/test/unit_test.hpp>

#include "tests/framework/plugins/plugin_fixture.h"
#include "tests/support/damage.h"
#include "tests/support/problem_texts.h"

namespace graft {
namespace {

const std::string kHash(64, 'a');

/// Problems of a manifest with this text, without the path in front.
std::vector<std::string> problems_of(const std::string& text) {
  const PluginFolder folder;
  const std::string path = folder.write("plugins.yaml", text);
  std::vector<std::string> problems = problem_texts([&] { read_manifest(path); });
  for (std::string& problem : problems) {
    if (problem.starts_with(path + ":")) problem.erase(0, path.size() + 1);
  }
  return problems;
}

std::string problem_of(const std::string& text) {
  const std::vector<std::string> problems = problems_of(text);
  return problems.empty() ? "no error" : problems.front();
}

/// A manifest of one plugin with one component.
std::string with_component(const std::string& component) {
  return "graft_manifest: 1\nplugins:\n" + plugin_yaml("org.acme", "lib.so", kHash, component);
}

std::string adapter(const std::string& more) {
  return with_component(
      "      - kind: adapter\n        name: mine\n"
      "        interface: graft.adapter/1\n" +
      more);
}

/// A manifest of one plugin with one line changed.
std::string changed(const std::string& line, const std::string& replacement) {
  std::string text = adapter("");
  const std::size_t found = text.find(line);
  BOOST_TEST_REQUIRE(found != std::string::npos);
  return text.replace(found, line.size(), replacement);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(manifest)

BOOST_AUTO_TEST_CASE(everything_of_an_entry_is_read) {
  const PluginFolder folder;
  const std::string path = folder.write(
      "sub/plugins.yaml",
      "graft_manifest: 1\nplugins:\n" +
          plugin_yaml("org.acme.mamba", "lib/libmamba.so", std::string(64, 'B'),
                      "      - kind: architecture\n        name: mamba\n"
                      "        doc: Selective state spaces\n"
                      "        interface: graft.architecture/1\n        family: autoregressive\n"
                      "        recognises: {model_type: [mamba, mamba2]}\n"
                      "        options:\n"
                      "          hidden_size: {type: int, default: 512, min: 1, doc: width}\n"));
  const Manifest manifest = read_manifest(path);
  BOOST_TEST_REQUIRE(manifest.entries.size() == 1u);
  const CatalogEntry& entry = manifest.entries[0];
  BOOST_TEST((entry.kind == Kind::kArchitecture));
  BOOST_TEST(entry.name == "mamba");
  BOOST_TEST(entry.doc == "Selective state spaces");
  BOOST_TEST(entry.interface == "graft.architecture/1");
  BOOST_TEST(entry.family == "autoregressive");
  BOOST_TEST(entry.recognises.at("model_type").as_list()[1].as_string() == "mamba2");
  BOOST_TEST(entry.schema.find("hidden_size")->default_value.as_int() == 512);
  BOOST_TEST(entry.plugin_id == "org.acme.mamba");
  BOOST_TEST(entry.plugin_version == "1.2.3");
  BOOST_TEST(entry.library == folder.path("sub/lib/libmamba.so"));
  BOOST_TEST(entry.sha256 == std::string(64, 'b'));
  BOOST_TEST(entry.sdk == ">=1.0,<2");
  BOOST_TEST(entry.manifest == path);
  BOOST_TEST(entry.line == 10);
}

BOOST_AUTO_TEST_CASE(version_keeps_its_spelling) {
  const PluginFolder folder;
  const std::string path = folder.write("plugins.yaml", changed("1.2.3", "1.40"));
  BOOST_TEST(read_manifest(path).entries.at(0).plugin_version == "1.40");
}

BOOST_AUTO_TEST_CASE(manifest_that_is_absent_is_reported) {
  BOOST_TEST(problem_text([] { read_manifest("/nowhere/plugins.yaml"); }) ==
             "/nowhere/plugins.yaml: error: no such manifest: No such file or directory; give the "
             "path of a manifest with --plugins");
}

BOOST_AUTO_TEST_CASE(mistakes_of_the_yaml_are_reported) {
  BOOST_TEST(problem_of("graft_manifest: 1\nplugins: [\n") ==
             "2:10: error: this `[` is never closed; add the closing `]`");
  BOOST_TEST(problem_of("[]").starts_with("1:1: error: the manifest: expected a map, got "));
  BOOST_TEST(problem_of("").find("the manifest: expected a map, got null") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(version_of_the_format_is_required_and_known) {
  BOOST_TEST(
      problem_of("plugins: []\n") ==
      "1:1: error: the manifest: `graft_manifest` is missing; write e.g. `graft_manifest: 1`");
  BOOST_TEST(problem_of("graft_manifest: 2\nplugins: []\n") ==
             "1:17: error: `graft_manifest`: this host reads version 1, got 2; write "
             "`graft_manifest: 1`, or install a newer host");
  BOOST_TEST(problem_of("graft_manifest: 1.0\nplugins: []\n").find("got 1.0") != std::string::npos);
  BOOST_TEST(problem_of("graft_manifest: 1\n") ==
             "1:1: error: the manifest: `plugins` is missing; write e.g. `plugins: [{id: …, "
             "library: …}]`");
}

BOOST_AUTO_TEST_CASE(unknown_keys_get_the_nearest_one) {
  BOOST_TEST(problem_of("graft_manifest: 1\nplugin: []\nplugins: []\n") ==
             "2:1: error: the manifest: unknown key `plugin`; did you mean `plugins`?");
  BOOST_TEST(problem_of(changed("library: lib.so", "library: lib.so\n    libary: lib.so")) ==
             "6:5: error: a plugin: unknown key `libary`; did you mean `library`?");
  BOOST_TEST(problem_of(adapter("        familie: x\n")) ==
             "12:9: error: a component: unknown key `familie`; did you mean `family`?");
  BOOST_TEST(problem_of(adapter("        recognises: {peft_typ: [A]}\n")) ==
             "12:22: error: `recognises`: unknown key `peft_typ`; did you mean `peft_type`?");
}

BOOST_AUTO_TEST_CASE(unknown_kinds_and_families_get_the_nearest_one) {
  BOOST_TEST(
      problem_of(changed("kind: adapter", "kind: adaptor")) ==
      "9:15: error: no kind \"adaptor\"; there are architecture, adapter, prompt, tokenizer, "
      "dataset, collective; did you mean `adapter`?");
  BOOST_TEST(problem_of(with_component("      - kind: architecture\n        name: mine\n"
                                       "        interface: graft.architecture/1\n"
                                       "        family: auto-regressive\n")) ==
             "12:17: error: no family \"auto-regressive\"; there are autoregressive, autoencoding, "
             "encoder-decoder, multimodal; did you mean `autoregressive`?");
  BOOST_TEST(problem_of(adapter("        family: multimodal\n")) ==
             "12:17: error: `family` belongs to architectures only; remove it");
}

BOOST_AUTO_TEST_CASE(missing_keys_are_reported) {
  for (const char* const line :
       {"    version: 1.2.3\n", "    library: lib.so\n", "    sdk: \">=1.0,<2\"\n"}) {
    const std::string key = std::string(line).substr(4, std::string(line).find(':') - 4);
    BOOST_TEST(
        problem_of(changed(line, ""))
            .starts_with("3:5: error: a plugin: `" + key + "` is missing; write e.g. `" + key));
  }
  BOOST_TEST(problem_of(changed("sha256: " + kHash, "sha256:"))
                 .starts_with("3:5: error: a plugin: `sha256` is missing"));
  BOOST_TEST(problem_of(changed("        name: mine\n", ""))
                 .starts_with("9:9: error: a component: `name` is missing"));
}

BOOST_AUTO_TEST_CASE(ill_formed_values_are_reported) {
  BOOST_TEST(problem_of(changed("id: org.acme", "id: org acme")) ==
             "3:9: error: `id`: expected letters, digits, dots, hyphens and underscores, at most "
             "95, got \"org acme\"");
  BOOST_TEST(problem_of(changed("version: 1.2.3", "version: [1, 2]")) ==
             "4:14: error: a plugin: `version`: expected one line of text; write e.g. `version: "
             "1.0.0`");
  BOOST_TEST(problem_of(changed(kHash, "abc")) ==
             "6:13: error: `sha256`: expected 64 hexadecimal digits, got \"abc\"; `graft plugins "
             "manifest` writes the right one");
  BOOST_TEST(problem_of(changed("\">=1.0,<2\"", "1.0")) ==
             "7:10: error: `sdk`: expected a range of versions, got \"1.0\"; write e.g. `sdk: "
             "\">=1.0,<2\"`");
  BOOST_TEST(problem_of(changed("name: mine", "name: Mine")) ==
             "10:15: error: `name`: expected lower-case letters, digits and inner hyphens, at most "
             "64, got \"Mine\"");
  BOOST_TEST(problem_of(changed("graft.adapter/1", "graft.dataset/1")) ==
             "11:20: error: `interface`: expected graft.adapter/REVISION, got \"graft.dataset/1\"; "
             "write e.g. `interface: graft.adapter/1`");
  BOOST_TEST(problem_of(adapter("        recognises: {peft_type: LORA}\n")) ==
             "12:33: error: `recognises.peft_type`: expected a list of strings; write e.g. "
             "`peft_type: [name]`");
  BOOST_TEST(problem_of(with_component("      []\n")) ==
             "9:7: error: `components`: the list is empty; list what the library offers; `graft "
             "plugins manifest` does");
}

BOOST_AUTO_TEST_CASE(option_schemas_are_checked) {
  BOOST_TEST(problem_of(adapter("        options: {rank: {type: integer}}\n")).find("12:") !=
             std::string::npos);
  BOOST_TEST(problem_of(adapter("        options: {rank: {type: int, default: 0, min: 1}}\n")) !=
             "no error");
}

BOOST_AUTO_TEST_CASE(libraries_stay_in_their_folder) {
  for (const char* const path : {"../lib.so", "a/../../lib.so", "/usr/lib/lib.so"}) {
    BOOST_TEST(problem_of(changed("library: lib.so", std::string("library: ") + path))
                   .starts_with("5:14: error: `library`: \"" + std::string(path) +
                                "\" leaves the folder of its manifest"));
  }
  BOOST_TEST(problem_of(changed("library: lib.so", "library: a/../b/./lib.so")) == "no error");
}

BOOST_AUTO_TEST_CASE(all_mistakes_come_at_once) {
  const std::vector<std::string> problems =
      problems_of("graft_manifest: 3\nplugins:\n  - {id: a b, versoin: 1}\n  - 7\n");
  BOOST_TEST(problems.size() == 9u);
}

BOOST_AUTO_TEST_CASE(repetitions_name_both_places) {
  const std::string one = "      - {kind: adapter, name: mine, interface: graft.adapter/1}\n";
  const std::string text = "graft_manifest: 1\nplugins:\n" +
                           plugin_yaml("org.acme", "a.so", kHash, one) +
                           plugin_yaml("org.acme", "b.so", kHash, one);
  const PluginFolder folder;
  const std::string path = folder.write("plugins.yaml", text);
  const std::vector<std::string> problems = problem_texts([&] { read_manifest(path); });
  BOOST_TEST_REQUIRE(problems.size() == 2u);
  BOOST_TEST(problems[0] == path + ":10:9: error: plugin \"org.acme\" is listed twice, first at " +
                                path + ":3:9; keep one of them");
  BOOST_TEST(problems[1] == path + ":16:31: error: adapter \"mine\" is offered twice, first at " +
                                path + ":9:31; remove one of them from its manifest");
}

BOOST_AUTO_TEST_CASE(damaged_manifests_are_read_or_refused_and_nothing_else) {
  const PluginFolder folder;
  const std::string whole = adapter(
      "        recognises: {peft_type: [MINE]}\n        options:\n"
      "          rank: {type: int, default: 8, min: 1, doc: width}\n");
  Rng rng(7);
  int refused = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::string path = folder.write("plugins.yaml", damaged(whole, rng));
    try {
      read_manifest(path);
    } catch (const InputError&) {
      ++refused;
    }
  }
  BOOST_TEST(refused > 150);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
