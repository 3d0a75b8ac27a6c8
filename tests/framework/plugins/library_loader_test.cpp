#include "framework/plugins/library_loader.h"

#include <filesystem>

#include <boost/test/unit_test.hpp>

#include "framework/plugins/guarded_factories.h"
#include "tests/framework/plugins/plugin_fixture.h"

namespace graft {
namespace {

std::vector<Component> load(const std::string& name) {
  return load_library(check_library(broken_library(name), nullptr));
}

std::string problem_of(const std::string& name) {
  return plugin_problem([&] { load(name); });
}

std::string expected(const char* code, const std::string& name, const std::string& text) {
  return std::string(code) + ": " + broken_library(name) + ": error: " + text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(library_loader)

BOOST_AUTO_TEST_CASE(components_of_a_library_work) {
  const std::vector<Component> components = load("good");
  BOOST_TEST_REQUIRE(components.size() == 1u);
  BOOST_TEST(components[0].name == "counting");
  Value options = Value::map();
  options.set("count", 5);
  const auto dataset = components[0].factories.dataset(options);
  BOOST_TEST(dataset->size("train") == 5);
  BOOST_TEST(dataset->example("train", 3).text("text") == "6.0");
}

BOOST_AUTO_TEST_CASE(loading_twice_is_harmless) {
  BOOST_TEST(load("good").size() == 1u);
  BOOST_TEST(load("good").size() == 1u);
}

BOOST_AUTO_TEST_CASE(undefined_symbol_is_named_as_in_the_source) {
  const std::string problem = problem_of("undefined_symbol");
  BOOST_TEST(problem.starts_with("missing-symbol: "));
  BOOST_TEST(problem.find("error: needs `acme::number_of_wheels(std::") != std::string::npos);
  BOOST_TEST(problem.find("; link what defines it, with -Wl,-z,defs") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(needed_library_that_is_gone_is_named) {
  BOOST_TEST(problem_of("missing_library") ==
             expected("missing-library", "missing_library",
                      "needs the library libgraft_broken_gone.so, which is not found; install "
                      "libgraft_broken_gone.so, or put it beside the plugin and link with "
                      "-Wl,-rpath,'$ORIGIN'"));
}

BOOST_AUTO_TEST_CASE(entry_that_is_absent_is_reported) {
  BOOST_TEST(problem_of("no_entry") ==
             expected("entry-missing", "no_entry",
                      "exports no symbol `graft_plugin`; define the plugin with GRAFT_PLUGIN, "
                      "exactly once"));
}

BOOST_AUTO_TEST_CASE(broken_entry_is_reported) {
  BOOST_TEST(problem_of("null_handshake") ==
             expected("entry-invalid", "null_handshake",
                      "its `graft_plugin` is broken: its handshake does not lie in this library; "
                      "define the plugin with GRAFT_PLUGIN, exactly once"));
  BOOST_TEST(problem_of("foreign_entry").find("it and the ELF note name different plugins") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(whatever_registering_throws_names_the_plugin) {
  BOOST_TEST(problem_of("throws") ==
             expected("register-failed", "throws",
                      "plugin test.throws failed to register its components: no licence for 0; "
                      "report this to the author of the plugin"));
  BOOST_TEST(problem_of("throws_number")
                 .find("plugin test.throws-number failed to register its components: it threw "
                       "something that is not an exception of C++'s library") != std::string::npos);
  BOOST_TEST(problem_of("twice").find("dataset \"counting\" is registered twice") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(library_that_changes_after_the_check_is_noticed) {
  const PluginFolder folder;
  const std::string library = folder.copy_library("good");
  const CheckedLibrary checked = check_library(library, nullptr);
  std::filesystem::remove(library);
  std::filesystem::copy_file(broken_library("throws"), library);
  BOOST_TEST(
      plugin_problem([&] { load_library(checked); }) ==
      "file-changed: " + library +
          ": error: changed between being checked and being loaded; start again when nothing "
          "writes to it any more");
}

BOOST_AUTO_TEST_CASE(failures_of_factories_name_the_plugin) {
  const Component component = load("good").at(0);
  const auto problem = [&](const char* failure) {
    Value options = Value::map();
    options.set("failure", failure);
    try {
      component.factories.dataset(options);
    } catch (const PluginError& error) {
      return error.problem().code + ": " + error.problem().message;
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  BOOST_TEST(problem("none") == "no error");
  BOOST_TEST(problem("standard") ==
             "factory-failed: plugin test.good: dataset \"counting\" failed: out of numbers");
  BOOST_TEST(
      problem("number") ==
      "factory-failed: plugin test.good: dataset \"counting\" threw something that is not an "
      "exception of C++'s library");
  BOOST_TEST(problem("graft") == "plugin test.good: dataset \"counting\": numbers have no shape");
}

BOOST_AUTO_TEST_CASE(mistakes_of_the_user_pass_factories_unchanged) {
  const Component component = load("good").at(0);
  Value options = Value::map();
  options.set("count", 0);
  BOOST_CHECK_THROW(component.factories.dataset(options), InputError);
}

BOOST_AUTO_TEST_CASE(folder_that_a_component_cannot_read_is_its_plugins_fault) {
  Component component;
  component.kind = Kind::kAdapter;
  component.name = "mine";
  const Factories factories = guarded(component, PluginName{"org.acme", "lib.so"});
  BOOST_TEST(plugin_problem([&] { factories.options_from_config(Value::map()); }) ==
             "factory-missing: lib.so: error: plugin org.acme: adapter \"mine\" cannot be read "
             "from a folder: it has no `from_config`; report this to the author of the plugin");
  BOOST_TEST(plugin_problem([&] {
               factories.head_from_config(Value::map());
             }).starts_with("factory-missing: "));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
