#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/file.h"
#include "graft/json.h"
#include "graft/jsonl_file.h"
#include "graft/random.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace graft {

/// Rows of one split, a line each.
using Lines = std::vector<std::string>;

class TaskRun {
 public:
  /// `make`: the row with this number, of any split.
  template <typename Make>
  TaskRun(const Make& make, int train, int test) {
    std::string text;
    for (int i = 0; i < train; ++i) text += make(i) + '\n';
    folder_.write("data/train.jsonl", text);
    // Words stand between spaces, as the tasks read them.
    std::replace(text.begin(), text.end(), '"', ' ');
    folder_.write("text.txt", text);
    text.clear();
    for (int i = train; i < train + test; ++i) text += make(i) + '\n';
    folder_.write("data/test.jsonl", text);
  }

  const TemporaryFolder& folder() const { return folder_; }

  /// Trains a model of this architecture on the task and evaluates what was saved. Returns the
  /// result of the training.
  Value learn(const std::string& architecture, const std::string& task, const std::string& train,
              const std::string& data = "jsonl") {
    run("experiment: task\n"
        "tokenizer: {name: byte-bpe, vocab_size: 400, pad_token: <pad>, train_on: text.txt}\n"
        "stages:\n"
        "  learned:\n"
        "    kind: adapt\n"
        "    model:\n"
        "      architecture: " +
        architecture +
        "\n      options: {hidden_size: 32, num_layers: 2, num_heads: 2, max_positions: 48}\n"
        "    adapter: {name: full}\n"
        "    task: {" +
        task + ", data: {name: " + data + ", path: data}}\n    train: {batch_size: 16, " + train +
        "}\n"
        "  again:\n"
        "    kind: evaluate\n"
        "    from: learned\n");
    Value learned = result("learned");
    const Value again = result("again");
    for (const Value::Member& interval : learned.at("intervals").as_map()) {
      BOOST_TEST(again.at(interval.key).as_double() == learned.at(interval.key).as_double(),
                 interval.key);
    }
    return learned;
  }

  std::string write_experiment(const std::string& text) const {
    return folder_.write("task.yaml", text);
  }

  void run(const std::string& experiment) const {
    const std::string file = write_experiment(experiment);
    const ProgramResult outcome = run_program(
        {GRAFT_BINARY_DIR "/bin/graft", "run", file, "--runs", folder_.path("runs"), "--fresh"});
    BOOST_TEST_REQUIRE(outcome.exit_code == 0, outcome.errors);
  }

  /// What the plan says of a stage of the experiment that was written last.
  Value plan(const std::string& stage) const {
    const ProgramResult outcome =
        run_program({GRAFT_BINARY_DIR "/bin/graft", "plan", folder_.path("task.yaml"), "--json"});
    BOOST_TEST_REQUIRE(outcome.exit_code == 0, outcome.errors);
    const Value document = parse_json(outcome.output);
    for (const Value& plan : document.at("stages").as_list()) {
      if (plan.at("stage").as_string() == stage) return plan;
    }
    return {};
  }

  /// What the learned model wrote of the sources of the test.
  Lines written() const {
    Lines texts;
    const JsonlFile file(folder_.path("runs/task/learned/predictions.jsonl"));
    for (std::size_t i = 0; i < file.size(); ++i) {
      texts.push_back(file.row(i).at("written").as_string());
    }
    return texts;
  }

  /// What `graft predict` says of the same sources.
  Lines predicted() const {
    const JsonlFile file(folder_.path("data/test.jsonl"));
    std::string sources;
    for (std::size_t i = 0; i < file.size(); ++i) {
      Value row;
      row.set("text", file.row(i).at("source"));
      sources += write_json(row) + "\n";
    }
    const ProgramResult outcome = run_program({GRAFT_BINARY_DIR "/bin/graft", "predict", "--model",
                                               folder_.path("runs/task/learned/model"), "--input",
                                               folder_.write("sources.jsonl", sources)});
    BOOST_TEST_REQUIRE(outcome.exit_code == 0, outcome.errors);
    const JsonlFile answers(folder_.write("answers.jsonl", outcome.output));
    Lines texts;
    for (std::size_t i = 0; i < answers.size(); ++i) {
      texts.push_back(answers.row(i).at("text").as_string());
    }
    return texts;
  }

  Value result(const std::string& stage) const {
    const std::string path = folder_.path("runs/task/" + stage + "/result.json");
    return parse_json(read_file(path), path);
  }

 private:
  TemporaryFolder folder_;
};

inline const Lines kNames = {"Ann", "Bob", "Cleo", "Dan", "Eve", "Finn"};
inline const Lines kWords = {"the",   "cat", "saw", "a",    "red",
                             "house", "and", "ran", "home", "again"};

inline std::string pick(const Lines& from, Rng& rng) {
  return from[static_cast<std::size_t>(rng.below(std::ssize(from)))];
}

inline Rng rng_of(int row) { return Rng(static_cast<std::uint64_t>(1000 + row)); }

/// A context of so many words, one of them a name, which is the answer.
inline std::string question_row(int row, std::int64_t length) {
  Rng rng = rng_of(row);
  const std::int64_t at = rng.below(length);
  std::string context;
  std::string answer;
  std::size_t start = 0;
  for (std::int64_t i = 0; i < length; ++i) {
    if (i > 0) context += ' ';
    if (i == at) {
      answer = pick(kNames, rng);
      start = context.size();
      context += answer;
    } else {
      context += pick(kWords, rng);
    }
  }
  return "{\"question\": \"who?\", \"context\": \"" + context + "\", \"answer\": \"" + answer +
         "\", \"answer_start\": " + std::to_string(start) + "}";
}

}  // namespace graft
