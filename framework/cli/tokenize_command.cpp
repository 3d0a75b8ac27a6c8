#include "framework/cli/tokenize_command.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <utility>

#include "framework/cli/open_catalog.h"
#include "framework/cli/options.h"
#include "framework/data/tokenize_request.h"
#include "framework/model_io/model_folder.h"
#include "graft/error.h"
#include "graft/json.h"
#include "graft/parallel.h"
#include "graft/text_file.h"

namespace graft {

namespace {

namespace po = boost::program_options;

constexpr std::size_t kMostProblems = 20;
constexpr std::size_t kBatchBytes = std::size_t{1} << 20;

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

/// Tokenizes a stream of lines, some at a time on all threads. After a wrong line nothing more is
/// printed, but the rest is checked.
class LineTokenizer {
 public:
  /// `batch_bytes`: so much is read before the first of it is answered.
  LineTokenizer(const Tokenizer& tokenizer, EncodeOptions options, std::string file,
                std::size_t batch_bytes)
      : tokenizer_(tokenizer),
        options_(options),
        file_(std::move(file)),
        batch_bytes_(batch_bytes) {}

  void run(std::istream& stream) {
    while (problems_.size() < kMostProblems && read_batch(stream)) {
      parallel_tasks(std::ssize(batch_),
                     [this](std::int64_t i, int) { answer(batch_[static_cast<std::size_t>(i)]); });
      for (Line& line : batch_) {
        if (problems_.size() >= kMostProblems) break;
        if (problems_.empty() && line.problems.empty()) std::cout << line.answer << '\n';
        std::move(line.problems.begin(), line.problems.end(), std::back_inserter(problems_));
      }
      std::cout.flush();
      if (!std::cout) return;
    }
    if (stream.bad()) {
      problems_.push_back({file_, 0, 0, "unreadable-file", "cannot be read to its end",
                           "check the disk, or what writes to the pipe"});
    }
    if (!problems_.empty()) throw InputError(std::move(problems_));
  }

 private:
  struct Line {
    int number = 0;
    std::string text;
    std::string answer;
    std::vector<Problem> problems;
  };

  /// False where no line is left.
  bool read_batch(std::istream& stream) {
    batch_.clear();
    std::size_t bytes = 0;
    for (std::string text; bytes < batch_bytes_ && std::getline(stream, text);) {
      if (++number_ == 1) text.erase(0, text_begin(text));
      if (text.find_first_not_of(" \t\r") == std::string::npos) continue;
      bytes += text.size();
      batch_.push_back({number_, std::move(text), "", {}});
    }
    return !batch_.empty();
  }

  void answer(Line& line) const {
    try {
      const TokenizeRequest request = read_tokenize_request(parse_json(line.text, file_));
      line.answer = describe_tokens(tokenizer_, tokenize(tokenizer_, request, options_));
    } catch (const InputError& error) {
      line.problems = error.problems();
      for (Problem& problem : line.problems) {
        problem.file = file_;
        problem.line = line.number;
      }
    }
  }

  const Tokenizer& tokenizer_;
  EncodeOptions options_;
  std::string file_;
  std::size_t batch_bytes_;
  std::vector<Line> batch_;
  int number_ = 0;
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
    LineTokenizer(*tokenizer, options, path, kBatchBytes).run(file);
  } else {
    // Who writes a line may wait for its answer.
    LineTokenizer(*tokenizer, options, "<stdin>", 1).run(std::cin);
  }
  return 0;
}

}  // namespace graft
