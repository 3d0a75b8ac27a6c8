#include "framework/cli/tokenize_command.h"

#include <algorithm>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "framework/cli/train_tokenizer_command.h"
#include "graft/file.h"
#include "tests/support/captured_output.h"
#include "tests/support/problem_texts.h"
#include "tests/support/temporary_folder.h"

namespace {

using Arguments = std::vector<std::string>;

const std::string kManifest = GRAFT_BINARY_DIR "/tests/plugins/plugins.yaml";

/// A folder with a tokenizer of the tests' own, and texts.
struct Fixture {
  Fixture() { graft::write_file(folder.path() + "/tiny_letters.txt", "letters\n"); }

  std::string write(const std::string& name, const std::string& content) const {
    graft::write_file(folder.path() + "/" + name, content);
    return folder.path() + "/" + name;
  }

  /// What the command prints for a file with these lines.
  std::string tokenize(const std::string& lines) const {
    const graft::CapturedOutput output;
    graft::run_tokenize({"--tokenizer", folder.path(), "--file", write("texts.jsonl", lines),
                         "--plugins", kManifest});
    return output.text();
  }

  std::vector<std::string> tokenize_errors(const std::string& lines) const {
    return graft::problem_texts([&] { tokenize(lines); });
  }

  std::vector<std::string> training_errors(Arguments arguments) const {
    arguments.insert(arguments.end(), {"--plugins", kManifest});
    return graft::problem_texts([&] { graft::run_train_tokenizer(arguments); });
  }

  graft::TemporaryFolder folder;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(tokenize_command, Fixture)

BOOST_AUTO_TEST_CASE(a_byte_order_mark_is_no_text) {
  BOOST_TEST(tokenize("\xef\xbb\xbf{\"text\": \"a\"}\n") == tokenize("{\"text\": \"a\"}\n"));
}

BOOST_AUTO_TEST_CASE(one_line_comes_out_for_each_line_in) {
  const std::string output = tokenize("{\"text\": \"a\"}\n\n{\"text\": \"\"}");
  BOOST_TEST(output == R"({"ids": [97], "tokens": ["a"], "token_type_ids": [0], "decoded": "a", )"
                       R"("decoded_skip_special": "a"})"
                       "\n"
                       R"({"ids": [], "tokens": [], "token_type_ids": [], "decoded": "", )"
                       R"("decoded_skip_special": ""})"
                       "\n");
}

BOOST_AUTO_TEST_CASE(many_lines_come_out_in_order) {
  std::string lines;
  for (int i = 0; i < 2000; ++i) lines += "{\"text\": \"" + std::to_string(i) + "\"}\n";
  const std::string output = tokenize(lines);
  std::size_t found = 0;
  for (int i = 0; i < 2000; ++i) {
    found = output.find("\"decoded\": \"" + std::to_string(i) + "\"", found);
    BOOST_REQUIRE(found != std::string::npos);
  }
  BOOST_TEST(std::count(output.begin(), output.end(), '\n') == 2000);
}

BOOST_AUTO_TEST_CASE(wrong_lines_are_named_and_nothing_follows_them) {
  const graft::CapturedOutput output;
  const auto errors = tokenize_errors(
      "{\"text\": \"a\"}\n{\"text\": }\n{\"txt\": 1}\n{\"text\": \"\xff\"}\n{\"text\": \"b\"}\n");
  BOOST_REQUIRE(errors.size() == 3u);
  const std::string file = folder.path() + "/texts.jsonl";
  BOOST_TEST(errors[0].starts_with(file + ":2:10: error: not valid JSON"));
  BOOST_TEST(errors[1].starts_with(file + ":3: error: there is no `text`"));
  BOOST_TEST(errors[2].starts_with(file + ":4:11: error: the text is not valid UTF-8"));
}

BOOST_AUTO_TEST_CASE(at_most_twenty_wrong_lines_are_listed) {
  std::string lines;
  for (int i = 0; i < 100; ++i) lines += "x\n";
  BOOST_TEST(tokenize_errors(lines).size() == 20u);
}

BOOST_AUTO_TEST_CASE(missing_files_are_errors) {
  const auto error = [&](const std::string& file) {
    return graft::problem_text([&] {
      graft::run_tokenize({"--tokenizer", folder.path(), "--file", file, "--plugins", kManifest});
    });
  };
  BOOST_TEST(error("/no/such.jsonl") ==
             "/no/such.jsonl: error: cannot be read: No such file or directory; check the path");
  BOOST_TEST(error(folder.path()) ==
             folder.path() + ": error: is a folder, expected a file; check the path");
  BOOST_TEST(graft::problem_text([] {
               graft::run_tokenize({"--plugins", kManifest});
             }) == "error: `--tokenizer DIR` is missing; name a folder with tokenizer files");
}

BOOST_AUTO_TEST_CASE(a_trained_tokenizer_is_saved_into_a_new_folder) {
  const std::string output = folder.path() + "/new/tokenizer";
  const graft::CapturedOutput printed;
  graft::run_train_tokenizer({"--name", "letters", "--input", write("a.txt", "text"), "--output",
                              output, "--plugins", kManifest});
  BOOST_TEST(graft::read_file(output + "/tiny_letters.txt") == "letters\n");
  BOOST_TEST(printed.text() == "Tokenizer: " + output + " (129 tokens)\n");
}

BOOST_AUTO_TEST_CASE(wrong_training_arguments_say_what_to_write) {
  BOOST_TEST(training_errors({}).size() == 3u);  // --name, --input and --output are missing
  const std::string text = write("a.txt", "text");
  const std::string output = folder.path() + "/out";
  const auto unknown = training_errors({"--name", "lettres", "--input", text, "--output", output});
  BOOST_REQUIRE(unknown.size() == 1u);
  BOOST_TEST(unknown[0].find("did you mean `letters`?") != std::string::npos);

  const auto options =
      training_errors({"--name", "letters", "--input", text, "--output", output, "--set", "size=3",
                       "--set", "list=[1", "--vocab-size", "9"});
  BOOST_REQUIRE(options.size() == 3u);
  BOOST_TEST(options[0].find("--set list: ") != std::string::npos);
  BOOST_TEST(options[1].find("letters.vocab_size: unknown key") != std::string::npos);
  BOOST_TEST(options[2].find("letters.size: unknown key") != std::string::npos);

  const auto files = training_errors(
      {"--name", "letters", "--input", "/no/a.txt", "/no/b.txt", "--output", output});
  BOOST_REQUIRE(files.size() == 2u);
  BOOST_TEST(files[1] == "/no/b.txt: error: no such text file; check the path");
  BOOST_TEST(
      (training_errors({"--name", "letters", "--input", folder.path(), "--output", output}) ==
       Arguments{folder.path() +
                 ": error: is a folder, expected a text file; name the files in it"}));
}

BOOST_AUTO_TEST_SUITE_END()
