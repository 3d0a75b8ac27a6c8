#include <chrono>
#include <cstdio>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "graft/file.h"
#include "graft/json.h"
#include "tests/framework/plugins/plugin_fixture.h"
#include "tests/support/program.h"

namespace graft {
namespace {

constexpr int kEntries = 1000;

std::string large_manifest() {
  std::string text = "graft_manifest: 1\nplugins:\n";
  for (int i = 0; i < kEntries; ++i) {
    const std::string number = std::to_string(i);
    std::string component = "      - kind: adapter\n        name: a" + number +
                            "\n        doc: number " + number +
                            " of many\n        interface: graft.adapter/1\n        options:\n";
    for (int j = 0; j < 8; ++j) {
      component += "          option_" + std::to_string(j) +
                   ": {type: int, default: 8, min: 1, doc: width of something}\n";
    }
    text += plugin_yaml("org.acme.p" + number, "libacme" + number + ".so", std::string(64, 'a'),
                        component);
  }
  return text;
}

double milliseconds(const std::vector<std::string>& command, std::string& output) {
  const auto start = std::chrono::steady_clock::now();
  const ProgramResult result = run_program(command);
  const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - start;
  BOOST_TEST(result.exit_code == 0, result.errors);
  output = result.output;
  return taken.count();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(large_manifest_of_plugins)

BOOST_AUTO_TEST_CASE(list_is_complete_from_manifest_and_index) {
  const PluginFolder folder;
  const std::vector<std::string> command = {
      graft_program(), "plugins",   "list",
      "--json",        "--plugins", folder.write("plugins.yaml", large_manifest())};
  std::string rebuilt;
  std::string warm;
  const double rebuilt_time = milliseconds(command, rebuilt);
  const double warm_time = milliseconds(command, warm);
  BOOST_TEST(parse_json(rebuilt).size() == static_cast<std::size_t>(kEntries));
  BOOST_TEST(rebuilt == warm);
  BOOST_TEST_MESSAGE("list of " << kEntries << " entries: " << rebuilt_time << " ms rebuilding, "
                                << warm_time << " ms warm");
}

BOOST_AUTO_TEST_CASE(list_opens_no_library) {
  const std::string strace = "/usr/bin/strace";
  if (access(strace.c_str(), X_OK) != 0) {
    BOOST_TEST_MESSAGE("skipped: " << strace << " is not installed");
    return;
  }
  const PluginFolder folder;
  const std::string manifest = folder.write("plugins.yaml", large_manifest());
  const std::string trace = folder.path("trace");
  for (int run = 0; run < 2; ++run) {  // once from the manifest, once from the index
    const ProgramResult result =
        run_program({strace, "-f", "-e", "trace=%file", "-o", trace, graft_program(), "plugins",
                     "list", "--plugins", manifest});
    if (result.exit_code != 0 && result.output.empty()) {
      BOOST_TEST_MESSAGE("skipped: tracing is not allowed here: " << result.errors);
      return;
    }
    const std::string calls = read_file(trace);
    BOOST_TEST(calls.find("plugins.yaml") != std::string::npos);
    BOOST_TEST(calls.find("libacme") == std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
