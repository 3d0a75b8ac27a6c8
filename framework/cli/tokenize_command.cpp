#include "framework/cli/tokenize_command.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <utility>

#include "framework/cli/open_catalog.h"
#include "framework/cli/options.h"
#include "framework/data/tokenize_request.h"
#include "framework/model_io/model_folder.h"
#include "graft/error.h"
#include "graft/json.h"

namespace graft {

namespace {

namespace po = boost::program_options;

constexpr std::size_t kMostProblems = 20;

CommandLine command_line() {
  CommandLine line(
      "tokenize --tokenizer DIR [options]",
      "Reads one JSON object per line, {\"text\"} or {\"text\", \"text_pair\"}, perhaps "
      "with max_length and\ntruncation (longest_first, only_first, only_second). Writes "
      "{\"ids\", \"tokens\", \"token_type_ids\",\n\"decoded\", "
      "\"decoded_skip_special\"} per line.",
      "echo '{\"text\": \"Hello\"}' | graft tokenize --tokenizer "
      "runs/quickstart/pretrained/model");
  line.options()("tokenizer", po::value<std::string>()->value_name("DIR"),
                 "folder with tokenizer files")(
      "file", po::value<std::string>()->value_name("FILE"), "texts; default: standard input")(
      "no-special-tokens", "add no special tokens around a text")(
      "plain", "read what looks like a special token in a text as characters");
  line.add_json();
  return line;
}

/// Tokenizes a stream line by line. After a wrong line nothing more is printed, but the rest is
/// checked.
class LineTokenizer {
 public:
  LineTokenizer(const Tokenizer& tokenizer, EncodeOptions options, std::string file)
      : tokenizer_(tokenizer), options_(options), file_(std::move(file)) {}

  void run(std::istream& lines) {
    int number = 0;
    for (std::string line; problems_.size() < kMostProblems && std::getline(lines, line);) {
      ++number;
      if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
      try {
        const TokenizeRequest request = read_tokenize_request(parse_json(line, file_));
        const TokenizedInput input = tokenize(tokenizer_, request, options_);
        if (problems_.empty()) std::cout << describe_tokens(tokenizer_, input) << std::endl;
        if (!std::cout) return;
      } catch (const InputError& error) {
        add_problems(error, number);
      }
    }
    if (lines.bad()) {
      problems_.push_back({file_, 0, 0, "unreadable-file", "cannot be read to its end",
                           "check the disk, or what writes to the pipe"});
    }
    if (!problems_.empty()) throw InputError(std::move(problems_));
  }

 private:
  void add_problems(const InputError& error, int number) {
    for (Problem problem : error.problems()) {
      problem.file = file_;
      problem.line = number;
      problems_.push_back(std::move(problem));
    }
  }

  const Tokenizer& tokenizer_;
  EncodeOptions options_;
  std::string file_;
  std::vector<Problem> problems_;
};

std::ifstream open_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string cause = std::strerror(errno);
  const bool is_folder = std::filesystem::is_directory(path);
  if (file && !is_folder) return file;
  throw InputError({Problem{path, 0, 0, "unreadable-file",
                            is_folder ? "is a folder, expected a file" : "cannot be read: " + cause,
                            "check the path"}});
}

}  // namespace

int run_tokenize(const std::vector<std::string>& arguments) {
  CommandLine line = command_line();
  line.parse(arguments);
  if (!line.has("tokenizer")) {
    throw InputError("missing-option", "`--tokenizer DIR` is missing",
                     "name a folder with tokenizer files");
  }
  EncodeOptions options;
  options.add_special_tokens = !line.has("no-special-tokens");
  options.parse_special_tokens = !line.has("plain");

  PluginCatalog catalog = open_catalog(line);
  const auto tokenizer = load_tokenizer(line.get<std::string>("tokenizer"), catalog);
  if (line.has("file")) {
    const std::string path = line.get<std::string>("file");
    std::ifstream file = open_file(path);
    LineTokenizer(*tokenizer, options, path).run(file);
  } else {
    LineTokenizer(*tokenizer, options, "<stdin>").run(std::cin);
  }
  return 0;
}

}  // namespace graft
