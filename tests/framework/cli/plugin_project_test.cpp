#include "framework/cli/plugin_project.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "graft/file.h"
#include "tests/support/temporary_folder.h"

namespace {

namespace fs = std::filesystem;
using graft::create_plugin_project;
using graft::InputError;
using graft::read_file;
using graft::TemporaryFolder;

const std::string kTemplates = std::string(GRAFT_SOURCE_DIR) + "/sdk/template";

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// The message of the InputError that creating this project throws.
std::string refusal(const std::string& kind, const std::string& name, const std::string& folder) {
  try {
    create_plugin_project(kind, name, folder, kTemplates, "/opt/graft");
  } catch (const InputError& error) {
    return error.what();
  }
  return "nothing was thrown";
}

std::size_t entries(const std::string& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(plugin_project)

BOOST_AUTO_TEST_CASE(every_kind_has_a_plugin_a_test_a_manifest_and_an_experiment) {
  const TemporaryFolder folder;
  for (const std::string kind : {"architecture", "adapter", "prompt"}) {
    const std::string project =
        create_plugin_project(kind, "my-" + kind, folder.path(), kTemplates, "/opt/graft");
    BOOST_TEST(project == folder.path() + "/my-" + kind);
    for (const std::string file : {"plugin.cpp", "test.cpp", "experiment.yaml", "README.md"}) {
      BOOST_TEST(fs::is_regular_file(project + "/" + file), kind + " has " + file);
    }
    BOOST_TEST(has(read_file(project + "/CMakeLists.txt"), "graft_add_manifest("));
  }
}

BOOST_AUTO_TEST_CASE(no_placeholder_is_left) {
  const TemporaryFolder folder;
  for (const std::string kind : {"architecture", "adapter", "prompt"}) {
    const std::string project =
        create_plugin_project(kind, "a-" + kind, folder.path(), kTemplates, "/opt/graft");
    for (const auto& entry : fs::directory_iterator(project)) {
      BOOST_TEST(!has(read_file(entry.path().string()), "@"), entry.path().string());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_name_with_hyphens_becomes_a_class_and_a_constant) {
  const TemporaryFolder folder;
  const std::string project =
      create_plugin_project("adapter", "my-2nd-try", folder.path(), kTemplates, "/opt/my graft");
  const std::string plugin = read_file(project + "/plugin.cpp");
  BOOST_TEST(has(plugin, "void My2ndTryAdapter::attach("));
  BOOST_TEST(has(plugin, "\"MY_2ND_TRY\""));
  BOOST_TEST(has(plugin, "\"my-2nd-try\""));
  BOOST_TEST(has(read_file(project + "/CMakeLists.txt"), "HINTS \"/opt/my graft\""));
}

BOOST_AUTO_TEST_CASE(template_sources_stay_short) {
  for (const std::string kind : {"architecture", "adapter", "prompt"}) {
    for (const auto& entry : fs::directory_iterator(kTemplates + "/" + kind)) {
      if (entry.path().filename() == "test.cpp") continue;
      const std::string text = read_file(entry.path().string());
      BOOST_TEST(std::count(text.begin(), text.end(), '\n') < 60, entry.path().string());
    }
  }
}

BOOST_AUTO_TEST_CASE(what_exists_is_left_alone) {
  const TemporaryFolder folder;
  folder.write("mine", "precious");
  BOOST_TEST(has(refusal("adapter", "mine", folder.path()), "/mine: exists already"));
  BOOST_TEST(folder.read("mine") == "precious");

  fs::create_directory(folder.path() + "/empty");
  BOOST_TEST(has(refusal("adapter", "empty", folder.path()), "/empty: exists already"));
  BOOST_TEST(fs::is_empty(folder.path() + "/empty"));
}

BOOST_AUTO_TEST_CASE(names_that_no_component_can_have_are_refused) {
  const TemporaryFolder folder;
  for (const std::string name :
       {"", "Mine", "2nd", "my_adapter", "-a", "a-", "a--b", "a/b", "..", "a b", "我的", "a;b"}) {
    BOOST_TEST(has(refusal("adapter", name, folder.path()), "cannot be the name"), name);
  }
  BOOST_TEST(has(refusal("adapter", std::string(61, 'a'), folder.path()), "cannot be the name"));
  BOOST_TEST(entries(folder.path()) == 0u);
}

BOOST_AUTO_TEST_CASE(a_kind_without_template_is_refused_with_the_nearest_one) {
  const TemporaryFolder folder;
  const std::string message = refusal("adaptor", "mine", folder.path());
  BOOST_TEST(has(message, "kind `adaptor`"));
  BOOST_TEST(has(message, "did you mean `adapter`?"));
  BOOST_TEST(has(message, "architecture, adapter, prompt"));
  BOOST_TEST(has(refusal("../template/adapter", "mine", folder.path()), "no template"));
}

BOOST_AUTO_TEST_CASE(nothing_is_left_of_a_project_that_could_not_be_written) {
  const TemporaryFolder folder;
  const TemporaryFolder templates;
  fs::create_directories(templates.path() + "/adapter/folder");  // cannot be read as a file
  BOOST_CHECK_THROW(
      create_plugin_project("adapter", "mine", folder.path(), templates.path(), "/opt/graft"),
      graft::Error);
  BOOST_TEST(entries(folder.path()) == 0u);
}

BOOST_AUTO_TEST_CASE(a_missing_folder_is_made_and_a_file_in_its_place_is_named) {
  const TemporaryFolder folder;
  create_plugin_project("prompt", "mine", folder.path() + "/new/deep", kTemplates, "/opt/graft");
  BOOST_TEST(fs::is_regular_file(folder.path() + "/new/deep/mine/plugin.cpp"));

  folder.write("file", "");
  BOOST_CHECK_EXCEPTION(
      create_plugin_project("prompt", "mine", folder.path() + "/file", kTemplates, "/opt/graft"),
      graft::InputError, [](const graft::InputError& error) {
        return has(error.what(), "/file") && has(error.what(), "; choose another folder with --in");
      });
}

BOOST_AUTO_TEST_CASE(missing_templates_are_named) {
  const TemporaryFolder folder;
  BOOST_CHECK_EXCEPTION(
      create_plugin_project("prompt", "mine", folder.path(), folder.path() + "/none", ""),
      graft::Error, [](const graft::Error& error) { return has(error.what(), "/none"); });
}

BOOST_AUTO_TEST_SUITE_END()
