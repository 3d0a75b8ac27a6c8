#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/file.h"
#include "graft/json.h"
#include "graft/jsonl_file.h"
#include "graft/random.h"
#include "tests/support/png_file.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

// Each kind of task, learned from a handful of rows by the families that can, and evaluated again
// from what was saved.

using namespace graft;

namespace {

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
      const std::string text = answers.row(i).at("text").as_string();
      const std::size_t first = text.find_first_not_of(' ');
      texts.push_back(first == std::string::npos
                          ? ""
                          : text.substr(first, text.find_last_not_of(' ') + 1 - first));
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

const Lines kNames = {"Ann", "Bob", "Cleo", "Dan", "Eve", "Finn"};
const Lines kWords = {"the", "cat", "saw", "a", "red", "house", "and", "ran", "home", "again"};

std::string pick(const Lines& from, Rng& rng) {
  return from[static_cast<std::size_t>(rng.below(std::ssize(from)))];
}

Rng rng_of(int row) { return Rng(static_cast<std::uint64_t>(1000 + row)); }

std::string tagged_row(int row) {
  Rng rng = rng_of(row);
  std::string tokens;
  std::string tags;
  const std::int64_t length = 3 + rng.below(5);
  for (std::int64_t i = 0; i < length; ++i) {
    const bool is_name = rng.below(3) == 0;
    tokens += (i == 0 ? "\"" : ", \"") + pick(is_name ? kNames : kWords, rng) + "\"";
    tags += (i == 0 ? "\"" : ", \"") + std::string(is_name ? "B-person" : "O") + "\"";
  }
  return "{\"tokens\": [" + tokens + "], \"tags\": [" + tags + "]}";
}

/// A context of so many words, one of them a name, which is the answer.
std::string question_row(int row, std::int64_t length) {
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

std::string translated_row(int row) {
  const Lines german = {"der", "Katze", "sah", "ein", "rot", "Haus", "und", "lief", "heim", "neu"};
  Rng rng = rng_of(row);
  std::string source;
  std::string target;
  for (int i = 0; i < 2; ++i) {
    const auto word = static_cast<std::size_t>(rng.below(4));
    source += (i == 0 ? "" : " ") + kWords[word];
    target += (i == 0 ? "" : " ") + german[word];
  }
  return "{\"source\": \"" + source + "\", \"target\": \"" + target + "\"}";
}

/// One word, and one of two labels.
std::string plain_row(int row) {
  const bool is_good = rng_of(row).below(2) == 0;
  return std::string("{\"text\": \"") + (is_good ? "good" : "bad") + "\", \"label\": \"" +
         (is_good ? "up" : "down") + "\"}";
}

/// `count` rows with this number and those behind it, for a further split.
template <typename Make>
std::string rows_of(const Make& make, int first, int count) {
  std::string text;
  for (int i = first; i < first + count; ++i) text += make(i) + '\n';
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tasks)

BOOST_AUTO_TEST_CASE(words_are_tagged_by_every_family_that_reads_text) {
  TaskRun task(tagged_row, 128, 32);
  for (const char* const name : {"autoregressive", "autoencoding", "encoder-decoder"}) {
    BOOST_TEST_CONTEXT(name) {
      const Value result =
          task.learn(name, "kind: token-classification", "steps: 120, learning_rate: 5e-3");
      BOOST_TEST(result.at("entity_f1").as_double() > 0.9);
      BOOST_TEST(result.at("n").as_int() == 32);
      BOOST_TEST(result.at("baseline").at("entity_f1").as_double() > 0.9);
    }
  }
}

BOOST_AUTO_TEST_CASE(answers_are_found_also_in_texts_longer_than_the_model_reads) {
  const std::string task = "kind: question-answering, stride: 8";
  const std::string train = "steps: 400, learning_rate: 3e-3, warmup_steps: 20";
  TaskRun long_texts([](int row) { return question_row(row, row < 192 ? 12 : 60); }, 192, 16);
  const Value found = long_texts.learn("autoencoding", task, train);
  BOOST_TEST(found.at("f1").as_double() > 0.8);
  BOOST_TEST(found.at("exact_match").as_double() <= found.at("f1").as_double());

  // This family reads texts of any length in one window.
  TaskRun short_texts([](int row) { return question_row(row, 12); }, 192, 16);
  BOOST_TEST(short_texts.learn("encoder-decoder", task, train).at("f1").as_double() > 0.25);
}

BOOST_AUTO_TEST_CASE(texts_are_written_from_texts_by_both_families_of_writers) {
  TaskRun task(translated_row, 128, 12);
  for (const char* const name : {"autoregressive", "encoder-decoder"}) {
    BOOST_TEST_CONTEXT(name) {
      const Value result =
          task.learn(name, "kind: text-to-text, max_new_tokens: 12, separator: \" = \"",
                     "steps: 200, learning_rate: 5e-3, warmup_steps: 10");
      BOOST_TEST(result.at("exact_match").as_double() > 0.8);
      BOOST_TEST(result.at("chrf").as_double() > 60.0);
      BOOST_TEST((task.predicted() == task.written()));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_text_may_have_several_labels_or_none) {
  TaskRun task(
      [](int row) {
        const bool is_sweet = row % 2 == 0;
        const bool is_cold = row % 3 == 0;
        std::string text = std::string(is_sweet ? "sugar" : "water") + (is_cold ? " ice" : " pot");
        std::string labels = is_sweet ? "\"sweet\"" : "";
        if (is_cold) labels += (is_sweet ? ", " : "") + std::string("\"cold\"");
        return "{\"text\": \"" + text + "\", \"labels\": [" + labels + "]}";
      },
      60, 12);
  const Value result =
      task.learn("autoencoding", "kind: classification, problem_type: multi_label_classification",
                 "steps: 60, learning_rate: 5e-3");
  BOOST_TEST(result.at("micro_f1").as_double() > 0.95);
  BOOST_TEST(result.at("exact_match_ratio").as_double() > 0.9);
}

BOOST_AUTO_TEST_CASE(a_number_is_learned_from_a_text) {
  TaskRun task(
      [](int row) {
        const int count = row * 7 % 5;
        std::string text = "well";
        for (int i = 0; i < count; ++i) text += " good";
        return "{\"text\": \"" + text + "\", \"label\": " + std::to_string(count) + "}";
      },
      60, 15);
  const Value result = task.learn("autoencoding", "kind: classification, problem_type: regression",
                                  "steps: 250, learning_rate: 3e-3");
  BOOST_TEST(result.at("pearson").as_double() > 0.9);
  BOOST_TEST(result.at("mean_squared_error").as_double() < 0.5);
}

BOOST_AUTO_TEST_CASE(a_text_model_is_tuned_and_told_in_bits_per_byte) {
  TaskRun task(
      [](int row) {
        Rng rng = rng_of(row);
        return "{\"text\": \"" + pick(kWords, rng) + " the cat saw a red house and ran home\"}";
      },
      64, 16);
  const Value result =
      task.learn("autoregressive", "kind: language-modelling", "steps: 80, learning_rate: 5e-3");
  BOOST_TEST(result.at("bits_per_byte").as_double() < 1.5);
  BOOST_TEST(result.at("perplexity").as_double() > 1.0);
}

BOOST_AUTO_TEST_CASE(words_and_bytes_of_a_text_do_not_depend_on_its_windows) {
  std::string text;
  for (int i = 0; i < 30; ++i) text += "早餐很好 \u3000 the room ";
  TaskRun task([&](int) { return "{\"text\": \"" + text + "\"}"; }, 1, 1);
  const auto words_per_byte = [&](const std::string& positions) {
    task.run(
        "experiment: task\n"
        "tokenizer: {name: byte-bpe, vocab_size: 264, pad_token: <pad>, train_on: text.txt}\n"
        "stages:\n"
        "  learned:\n"
        "    kind: adapt\n"
        "    model:\n"
        "      architecture: autoregressive\n"
        "      options: {hidden_size: 8, num_layers: 1, num_heads: 1, max_positions: " +
        positions +
        "}\n"
        "    adapter: {name: full}\n"
        "    task: {kind: language-modelling, data: {name: jsonl, path: data}}\n"
        "    train: {steps: 1, batch_size: 1}\n");
    const Value result = task.result("learned");
    return std::log(result.at("byte_perplexity").as_double()) /
           std::log(result.at("word_perplexity").as_double());
  };
  const double whole = words_per_byte("500");
  BOOST_TEST(whole == 91.0 / static_cast<double>(text.size()), boost::test_tools::tolerance(0.02));
  for (const char* const positions : {"7", "8", "31"}) {
    BOOST_TEST(words_per_byte(positions) == whole, boost::test_tools::tolerance(1e-9));
  }
}

BOOST_AUTO_TEST_CASE(images_are_classified_and_recognised_by_name) {
  const Lines colours = {"red", "green", "blue"};
  TaskRun task(
      [&](int row) {
        const std::string& name = colours[static_cast<std::size_t>(row % 3)];
        return "{\"image\": \"" + name + ".png\", \"caption\": \"a " + name +
               " square\", \"label\": \"" + name + "\"}";
      },
      24, 9);
  task.folder().write("data/red.png", plain_png(12, 12, 255, 0, 0));
  task.folder().write("data/green.png", plain_png(12, 12, 0, 255, 0));
  task.folder().write("data/blue.png", plain_png(12, 12, 0, 0, 255));
  const std::string model =
      "    model: &model\n"
      "      architecture: multimodal\n"
      "      options: {hidden_size: 32, num_layers: 1, vision_num_layers: 1, num_heads: 2,\n"
      "                max_positions: 24, image_size: 12, patch_size: 4, projection_size: 16}\n";
  task.run(
      "experiment: task\n"
      "tokenizer: {name: byte-bpe, vocab_size: 320, pad_token: <pad>, train_on: text.txt}\n"
      "stages:\n"
      "  base:\n"
      "    kind: pretrain\n" +
      model +
      "    data: &data {name: image-text, path: data}\n"
      "    train: {steps: 60, batch_size: 3, learning_rate: 3e-3}\n"
      "  named:\n"
      "    kind: evaluate\n"
      "    from: base\n"
      "    task:\n"
      "      kind: zero-shot-image-classification\n"
      "      templates: [\"a {label} square\", \"{label}\"]\n"
      "      data: *data\n"
      "  found:\n"
      "    kind: evaluate\n"
      "    from: base\n"
      "    task: {kind: image-text-retrieval, data: *data}\n"
      "  classes:\n"
      "    kind: adapt\n"
      "    model: *model\n"
      "    adapter: {name: full}\n"
      "    task: {kind: image-classification, data: *data}\n"
      "    train: {steps: 40, batch_size: 8, learning_rate: 3e-3}\n");
  BOOST_TEST(task.result("classes").at("accuracy").as_double() == 1.0);
  BOOST_TEST(task.result("classes").at("baseline").at("accuracy").as_double() == 1.0);
  BOOST_TEST(task.result("named").at("accuracy").as_double() == 1.0);
  BOOST_TEST(task.result("named").at("chance_accuracy").as_double() == 1.0 / 3);
  const Value found = task.result("found");
  BOOST_TEST(found.at("caption.image_to_text.recall@5").as_double() >
             found.at("chance.recall@1").as_double());
}

BOOST_AUTO_TEST_CASE(two_texts_are_told_apart_from_their_places) {
  // The label follows the second text; the first says the same or the opposite at random.
  TaskRun task(
      [](int row) {
        Rng rng = rng_of(row);
        const Lines words = {"good", "bad"};
        const std::string first = pick(words, rng);
        const std::string second = pick(words, rng);
        return "{\"text\": \"" + first + "\", \"text_pair\": \"" + second + "\", \"label\": \"" +
               (second == "good" ? "up" : "down") + "\"}";
      },
      64, 16);
  for (const char* const name : {"autoregressive", "autoencoding"}) {
    BOOST_TEST_CONTEXT(name) {
      const Value result =
          task.learn(name, "kind: classification", "steps: 60, learning_rate: 5e-3");
      BOOST_TEST(result.at("accuracy").as_double() == 1.0);
    }
  }
}

BOOST_AUTO_TEST_CASE(balanced_classes_are_learned_as_if_they_were_equally_frequent) {
  // Nothing tells the classes apart: what is learned is how often each of them was seen.
  TaskRun task(
      [](int row) {
        return std::string(R"({"text": "same", "label": ")") + (row % 8 == 0 ? "rare" : "usual") +
               "\"}";
      },
      64, 16);
  const auto mean_score = [&](const std::string& option) {
    task.learn("autoencoding", "kind: classification" + option, "steps: 40, learning_rate: 5e-3");
    const std::string said = read_file(task.folder().path("runs/task/learned/predictions.jsonl"));
    return parse_json(said.substr(0, said.find('\n'))).at("score").as_double();
  };
  BOOST_TEST(mean_score("") > 0.75);
  BOOST_TEST(mean_score(", balance_classes: true") < 0.65);
}

BOOST_AUTO_TEST_CASE(early_stopping_goes_by_the_metric_that_is_named) {
  // Soon all answers are right, while the loss goes on falling.
  TaskRun task(plain_row, 32, 8);
  task.folder().write("data/validation.jsonl", rows_of(plain_row, 100, 12));
  const std::string train =
      "steps: 120, learning_rate: 2e-3, schedule: constant, eval_every: 10, "
      "early_stopping_patience: 3, early_stopping_metric: ";
  const Value by_metric =
      task.learn("autoencoding", "kind: classification", train + "valid_accuracy");
  BOOST_TEST(by_metric.at("stopped_early").as_bool());
  BOOST_TEST(by_metric.at("steps").as_int() < 120);
  BOOST_TEST(by_metric.at("accuracy").as_double() == 1.0);
  const Value by_loss = task.learn("autoencoding", "kind: classification", train + "valid_loss");
  BOOST_TEST(by_loss.at("steps").as_int() > by_metric.at("steps").as_int());
  BOOST_TEST(by_loss.at("valid_loss").as_double() < by_metric.at("valid_loss").as_double());
}

BOOST_AUTO_TEST_CASE(a_folder_with_a_model_is_evaluated_and_its_labels_are_kept) {
  TaskRun task(plain_row, 32, 8);
  const Value learned =
      task.learn("autoencoding", "kind: classification", "steps: 40, learning_rate: 5e-3");
  // Other data, with one of the labels only.
  task.folder().write("other/test.jsonl", R"({"text": "bad", "label": "down"})");
  const auto evaluation = [](const std::string& data) {
    return "experiment: folder\nstages:\n  again:\n    kind: evaluate\n"
           "    from: runs/task/learned/model\n"
           "    task: {kind: classification, data: {name: jsonl, path: " +
           data + "}}\n";
  };
  task.run(evaluation("data"));
  const auto result = [&] {
    return parse_json(read_file(task.folder().path("runs/folder/again/result.json")));
  };
  BOOST_TEST(result().at("accuracy").as_double() == learned.at("accuracy").as_double());
  BOOST_TEST(result().at("test_loss").as_double() == learned.at("test_loss").as_double());
  task.run(evaluation("other"));
  BOOST_TEST(result().at("accuracy").as_double() == 1.0);
  BOOST_TEST(result().at("n").as_int() == 1);
}

BOOST_AUTO_TEST_CASE(without_a_test_split_the_loss_has_one_name) {
  TaskRun task(plain_row, 32, 8);
  std::filesystem::rename(task.folder().path("data/test.jsonl"),
                          task.folder().path("data/validation.jsonl"));
  const Value result =
      task.learn("autoencoding", "kind: classification", "steps: 10, learning_rate: 1e-3");
  BOOST_TEST(result.at("split").as_string() == "validation");
  BOOST_TEST(result.find("validation_loss") == nullptr);
  BOOST_TEST(result.at("valid_loss").as_double() ==
             task.result("again").at("valid_loss").as_double());
}

BOOST_AUTO_TEST_CASE(a_masked_model_is_compared_by_its_loss) {
  TaskRun task(
      [](int row) {
        Rng rng = rng_of(row);
        return "{\"text\": \"" + pick(kWords, rng) + " the cat saw a red house and ran home\"}";
      },
      48, 16);
  task.run(
      "experiment: task\n"
      "tokenizer: {name: byte-bpe, vocab_size: 400, pad_token: <pad>, mask_token: <mask>,\n"
      "            train_on: text.txt}\n"
      "stages:\n"
      "  learned:\n"
      "    kind: adapt\n"
      "    model:\n"
      "      architecture: autoencoding\n"
      "      options: {hidden_size: 16, num_layers: 1, num_heads: 2, max_positions: 24}\n"
      "    adapter: {name: full}\n"
      "    task: &task {kind: language-modelling, data: {name: jsonl, path: data}}\n"
      "    train: {steps: 5, batch_size: 4}\n"
      "  again: {kind: evaluate, from: learned, task: *task}\n"
      "  table: {kind: compare, of: [learned, again]}\n");
  std::vector<std::string> shown;
  const Value table = task.result("table");
  for (const Value& row : table.at("rows").as_list()) {
    shown.push_back(row.at("stage").as_string() + " " + row.at("metric").as_string());
    BOOST_TEST(row.at("value").as_double() == task.result("again").at("test_loss").as_double());
  }
  BOOST_TEST((shown == std::vector<std::string>{"learned test_loss", "again test_loss"}));
}

BOOST_AUTO_TEST_CASE(a_plan_counts_the_steps_of_examples_that_are_cut) {
  const auto experiment = [](const std::string& name, const std::string& tokenizer,
                             const std::string& task) {
    return "experiment: " + name + "\ntokenizer: {" + tokenizer +
           "}\n"
           "stages:\n"
           "  learned:\n"
           "    kind: adapt\n"
           "    model:\n"
           "      architecture: autoencoding\n"
           "      options: {hidden_size: 8, num_layers: 1, num_heads: 2, max_positions: 24}\n"
           "    adapter: {name: full}\n"
           "    task: {" +
           task +
           ", data: {name: jsonl, path: data}}\n"
           "    train: {epochs: 2, batch_size: 8}\n";
  };
  const auto check = [&](const TaskRun& task, const std::string& what) {
    task.run(experiment("task",
                        "name: byte-bpe, vocab_size: 300, pad_token: <pad>, "
                        "train_on: text.txt",
                        what));
    const std::int64_t steps = task.result("learned").at("steps").as_int();
    BOOST_TEST(steps > 2 * 20 / 8 + 1, what);
    // Now that the tokenizer is there.
    task.write_experiment(experiment("planned", "from: runs/task/tokenizer", what));
    BOOST_TEST(task.plan("learned").at("steps").as_int() == steps, what);
    // One that is still to be trained does not tell how texts will be cut.
    task.write_experiment(experiment(
        "planned", "name: byte-bpe, vocab_size: 300, pad_token: <pad>, train_on: text.txt", what));
    BOOST_TEST(task.plan("learned").at("steps").is_null(), what);
  };
  check(TaskRun([](int row) { return question_row(row, 30); }, 20, 4),
        "kind: question-answering, stride: 4");
  check(TaskRun(
            [](int row) {
              std::string tokens;
              std::string tags;
              for (int i = 0; i < 30 + row; ++i) {
                tokens +=
                    (i == 0 ? "\"" : ", \"") + kWords[static_cast<std::size_t>(i % 10)] + "\"";
                tags += std::string(i == 0 ? "\"" : ", \"") + (i % 2 == 0 ? "A" : "B") + "\"";
              }
              return "{\"tokens\": [" + tokens + "], \"tags\": [" + tags + "]}";
            },
            20, 4),
        "kind: token-classification");
}

BOOST_AUTO_TEST_CASE(images_are_described) {
  const Lines colours = {"red", "green", "blue"};
  TaskRun task(
      [&](int row) {
        const std::string& name = colours[static_cast<std::size_t>(row % 3)];
        return "{\"image\": \"" + name + ".png\", \"caption\": \"a " + name + " square\"}";
      },
      23, 6);
  task.folder().write("data/red.png", plain_png(12, 12, 255, 0, 0));
  task.folder().write("data/green.png", plain_png(12, 12, 0, 255, 0));
  task.folder().write("data/blue.png", plain_png(12, 12, 0, 0, 255));
  task.run(
      "experiment: task\n"
      "tokenizer: {name: byte-bpe, vocab_size: 320, pad_token: <pad>, train_on: text.txt}\n"
      "stages:\n"
      "  learned:\n"
      "    kind: adapt\n"
      "    model:\n"
      "      architecture: image-conditioned\n"
      "      options: {hidden_size: 32, num_layers: 1, vision_num_layers: 1, num_heads: 2,\n"
      "                max_positions: 32, image_size: 12, patch_size: 6}\n"
      "    adapter: {name: full}\n"
      "    task: &task\n"
      "      kind: captioning\n"
      "      max_new_tokens: 12\n"
      "      data: {name: image-text, path: data}\n"
      "    train: {epochs: 30, batch_size: 8, learning_rate: 5e-3}\n"
      "  again: {kind: evaluate, from: learned, task: *task}\n");
  const Value result = task.result("learned");
  BOOST_TEST(result.at("exact_match").as_double() == 1.0);
  BOOST_TEST(task.result("again").at("bleu").as_double() == result.at("bleu").as_double());
  // 23 / 8: an epoch has two whole batches.
  BOOST_TEST(result.at("steps").as_int() == 60);
  BOOST_TEST(task.plan("learned").at("steps").as_int() == 60);
}

BOOST_AUTO_TEST_SUITE_END()
