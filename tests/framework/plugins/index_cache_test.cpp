#include "framework/plugins/index_cache.h"

#include <cstdlib>
#include <filesystem>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "graft/file.h"
#include "tests/framework/plugins/plugin_fixture.h"
#include "tests/support/damage.h"

namespace graft {
namespace {

namespace fs = std::filesystem;

std::string one_adapter(const std::string& name) {
  return "graft_manifest: 1\nplugins:\n" +
         plugin_yaml(
             "org.acme", "lib.so", std::string(64, 'a'),
             "      - kind: adapter\n        name: " + name +
                 "\n        interface: graft.adapter/1\n"
                 "        recognises: {peft_type: [A, B]}\n"
                 "        options:\n"
                 "          rank: {type: int, default: 8, min: 1, max: 64, doc: width}\n"
                 "          rate: {type: float, default: 0.5, greater_than: 0}\n"
                 "          mode: {type: string, required: true, choices: [x, y]}\n"
                 "          layers: {type: list of int, default: [1, 2], optional: true}\n");
}

std::string only_name(const ManifestIndex& index) {
  return index.components().size() == 1 ? std::string(index.components()[0].name) : "several";
}

std::string open_name(const PluginFolder& folder) {
  return only_name(open_index(folder.path("plugins.yaml"), cache_folder()));
}

/// When the index was written; what changes when it is written again.
FileStamp index_stamp(const PluginFolder& folder) {
  BOOST_TEST_REQUIRE(folder.cached().size() == 1u);
  return stamp_of(folder.cached()[0]).value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(index_cache)

BOOST_AUTO_TEST_CASE(index_holds_everything_of_the_manifest) {
  const PluginFolder folder;
  const std::string path = folder.write("plugins.yaml", one_adapter("mine"));
  const CatalogEntry read = read_manifest(path).entries.at(0);
  open_index(path, cache_folder());
  const ManifestIndex index = open_index(path, cache_folder());
  const CatalogEntry entry = index.components().at(0).entry();
  BOOST_TEST((entry.kind == read.kind));
  BOOST_TEST(entry.name == read.name);
  BOOST_TEST(entry.interface == read.interface);
  BOOST_TEST(entry.plugin_id == read.plugin_id);
  BOOST_TEST(entry.plugin_version == read.plugin_version);
  BOOST_TEST(entry.library == read.library);
  BOOST_TEST(entry.sha256 == read.sha256);
  BOOST_TEST(entry.sdk == read.sdk);
  BOOST_TEST(entry.manifest == read.manifest);
  BOOST_TEST(entry.line == read.line);
  BOOST_TEST(entry.column == 15);
  BOOST_TEST((entry.recognises == read.recognises));
  BOOST_TEST((entry.schema.describe() == read.schema.describe()));
}

BOOST_AUTO_TEST_CASE(current_index_is_used_again) {
  const PluginFolder folder;
  folder.write("plugins.yaml", one_adapter("mine"));
  BOOST_TEST(open_name(folder) == "mine");
  const FileStamp written = index_stamp(folder);
  BOOST_TEST(open_name(folder) == "mine");
  BOOST_TEST((index_stamp(folder) == written));
}

BOOST_AUTO_TEST_CASE(changed_manifest_is_read_again) {
  const PluginFolder folder;
  folder.write("plugins.yaml", one_adapter("mine"));
  BOOST_TEST(open_name(folder) == "mine");
  folder.write("plugins.yaml", one_adapter("nine"));  // as long as before
  BOOST_TEST(open_name(folder) == "nine");
  BOOST_TEST(open_name(folder) == "nine");
}

BOOST_AUTO_TEST_CASE(changes_of_included_files_and_folders_are_seen) {
  const PluginFolder folder;
  folder.write("more/a.yaml", one_adapter("mine"));
  folder.write("plugins.yaml", "graft_manifest: 1\ninclude: [more/*.yaml]\n");
  BOOST_TEST(open_name(folder) == "mine");
  folder.write("more/a.yaml", one_adapter("nine"));
  BOOST_TEST(open_name(folder) == "nine");
  fs::remove(folder.path("more/a.yaml"));
  folder.write("more/b.yaml", one_adapter("other"));
  BOOST_TEST(open_name(folder) == "other");
}

BOOST_AUTO_TEST_CASE(link_that_comes_to_lead_elsewhere_is_seen) {
  const PluginFolder folder;
  folder.write("v1.yaml", one_adapter("mine"));
  folder.write("v2.yaml", one_adapter("nine"));
  fs::create_symlink("v1.yaml", folder.path("current.yaml"));
  folder.write("plugins.yaml", "graft_manifest: 1\ninclude: [current.yaml]\n");
  BOOST_TEST(open_name(folder) == "mine");
  fs::remove(folder.path("current.yaml"));
  fs::create_symlink("v2.yaml", folder.path("current.yaml"));
  BOOST_TEST(open_name(folder) == "nine");
}

BOOST_AUTO_TEST_CASE(damaged_index_is_replaced_silently) {
  const PluginFolder folder;
  folder.write("plugins.yaml", one_adapter("mine"));
  BOOST_TEST(open_name(folder) == "mine");
  const std::string file = folder.cached().at(0);
  const std::string good = read_file(file);
  const std::string damaged[] = {"", "x", good.substr(0, good.size() / 2), good + "x",
                                 std::string(good.size(), '\0')};
  for (const std::string& content : damaged) {
    write_file(file, content);
    BOOST_TEST(open_name(folder) == "mine");
    BOOST_TEST(read_file(file) == good);
  }
  for (std::size_t i = 0; i < good.size(); i += 7) {
    std::string content = good;
    content[i] = static_cast<char>(content[i] ^ 0x20);
    BOOST_TEST(!ManifestIndex::decode(nullptr, content, folder.path("plugins.yaml")).has_value());
  }
}

BOOST_AUTO_TEST_CASE(index_of_another_manifest_is_not_taken) {
  const PluginFolder folder;
  folder.write("plugins.yaml", one_adapter("mine"));
  open_name(folder);
  const std::string bytes = read_file(folder.cached().at(0));
  BOOST_TEST(ManifestIndex::decode(nullptr, bytes, folder.path("plugins.yaml")).has_value());
  BOOST_TEST(!ManifestIndex::decode(nullptr, bytes, folder.path("others.yaml")).has_value());
}

BOOST_AUTO_TEST_CASE(cache_that_cannot_be_written_is_no_error) {
  const PluginFolder folder;
  folder.write("plugins.yaml", one_adapter("mine"));
  folder.write("cache", "a file where the folder should be");
  BOOST_TEST(open_name(folder) == "mine");
  BOOST_TEST(only_name(open_index(folder.path("plugins.yaml"), "")) == "mine");
  BOOST_TEST(only_name(open_index(folder.path("plugins.yaml"), "/proc/graft")) == "mine");
}

BOOST_AUTO_TEST_CASE(folder_in_the_way_of_the_index_is_no_error) {
  const PluginFolder folder;
  folder.write("plugins.yaml", one_adapter("mine"));
  open_name(folder);
  const std::string file = folder.cached().at(0);
  fs::remove(file);
  fs::create_directory(file);
  BOOST_TEST(open_name(folder) == "mine");
  BOOST_TEST(folder.cached().size() == 1u);  // and no temporary file stays
}

BOOST_AUTO_TEST_CASE(manifest_with_mistakes_leaves_no_index) {
  const PluginFolder folder;
  folder.write("plugins.yaml", "graft_manifest: 1\nplugins: 3\n");
  BOOST_CHECK_THROW(open_name(folder), InputError);
  BOOST_TEST(folder.cached().empty());
}

BOOST_AUTO_TEST_CASE(cache_lies_where_the_user_says) {
  const PluginFolder folder;
  BOOST_TEST(cache_folder() == folder.path("cache/graft"));
  setenv("XDG_CACHE_HOME", "relative", 1);
  const std::string home = std::getenv("HOME") ? std::getenv("HOME") : "";
  BOOST_TEST(cache_folder() == (home.empty() ? "" : home + "/.cache/graft"));
}

BOOST_AUTO_TEST_CASE(any_damage_to_the_index_is_noticed) {
  const PluginFolder folder;
  folder.write("plugins.yaml", one_adapter("mine"));
  BOOST_TEST(open_name(folder) == "mine");
  const std::string file = folder.cached().at(0);
  const std::string whole = read_file(file);
  Rng rng(7);
  for (int i = 0; i < 200; ++i) {
    write_file(file, damaged(whole, rng));
    BOOST_REQUIRE(open_name(folder) == "mine");
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
