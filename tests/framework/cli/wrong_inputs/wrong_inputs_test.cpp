#include <filesystem>
#include <regex>

#include <boost/test/unit_test.hpp>

#include "graft/file.h"
#include "tests/framework/cli/wrong_inputs/wrong_input.h"
#include "tests/framework/config/test_components.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace graft {
namespace {

struct Part {
  const char* title;
  std::vector<WrongInput> rows;
};

std::string replaced(std::string text, const std::string& part, const std::string& by) {
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at)) {
    text.replace(at, part.size(), by);
  }
  return text;
}

/// The text without the names of components that are offered: built-in ones come and go.
std::string without_offers(const std::string& text) {
  static const std::regex offers("available: [^;\n]*");
  return std::regex_replace(text, offers, "available: ...");
}

/// Whether the built-in manifest lists the plugin; a library may be left of an earlier build.
bool is_there(const std::string& plugin) {
  const std::string manifest = GRAFT_BINARY_DIR "/lib/graft/plugins/plugins.yaml";
  if (plugin.empty()) return true;
  return std::filesystem::exists(manifest) &&
         read_file(manifest).find("libgraft_" + plugin + ".so") != std::string::npos;
}

/// The text without hashes: those of libraries differ from build to build.
std::string without_hashes(const std::string& text) {
  static const std::regex hash("[0-9a-f]{64}");
  return std::regex_replace(text, hash, "SHA256");
}

/// Runs the real program in a folder of its own and compares what it says and how it ends.
void check(const WrongInput& input) {
  const TemporaryFolder folder;
  folder.write("plugins.yaml", kTestComponents);
  for (const auto& [name, content] : input.files) folder.write(name, content);
  std::vector<std::string> command = {"/usr/bin/env", "-C", folder.path(),
                                      "XDG_CACHE_HOME=" + folder.path("cache"), graft_program()};
  command.insert(command.end(), input.arguments.begin(), input.arguments.end());
  const ProgramResult result = run_program(command);
  BOOST_TEST_CONTEXT(input.what) {
    BOOST_TEST(result.exit_code == input.exit_code);
    const std::string errors = replaced(result.errors, folder.path() + "/", "");
    BOOST_TEST(without_hashes(without_offers(replaced(errors, folder.path(), "FOLDER"))) ==
               without_offers(input.message) + "\n");
    BOOST_TEST(result.output == "");
  }
}

/// A cell of a Markdown table.
std::string cell(const std::string& text) {
  std::string result;
  for (const char character : text) {
    if (character == '|') result += '\\';
    if (character == '\n') {
      result += "<br>";
    } else if (character == '<') {
      result += "&lt;";
    } else {
      result += character;
    }
  }
  return result;
}

std::string table(const std::vector<Part>& parts) {
  std::string text = "# Wrong inputs and what they are told\n";
  for (const Part& part : parts) {
    text +=
        "\n## " + std::string(part.title) + "\n\n| wrong | exit code | message |\n|---|---|---|\n";
    for (const WrongInput& input : part.rows) {
      text += "| " + cell(input.what) + " | " + std::to_string(input.exit_code) + " | " +
              cell(input.message) + " |\n";
    }
  }
  return text;
}

std::vector<Part> all_parts() {
  return {{"Command line", command_line_rows()},
          {"YAML", yaml_rows()},
          {"Experiment", experiment_rows()},
          {"Manifest", manifest_rows()},
          {"Data", data_rows()},
          {"Checkpoint", checkpoint_rows()},
          {"Plugin library", library_rows()}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(wrong_inputs)

BOOST_AUTO_TEST_CASE(each_gets_its_message_and_exit_code) {
  for (const Part& part : all_parts()) {
    for (const WrongInput& input : part.rows) {
      if (is_there(input.needs)) {
        check(input);
      } else {
        BOOST_TEST_MESSAGE("skipped, the plugin " + input.needs + " is not built: " + input.what);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(the_table_of_them_is_written) {
  std::size_t num_rows = 0;
  for (const Part& part : all_parts()) num_rows += part.rows.size();
  BOOST_TEST(num_rows >= 30);
  std::ofstream file(GRAFT_BINARY_DIR "/tests/wrong_inputs.md");
  file << table(all_parts());
  BOOST_TEST(file.flush().good());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
