#include <filesystem>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/plugins/families/task_run.h"

// What stages do with tasks, whatever their kind: order, early stopping, folders, results, plans.

using namespace graft;

namespace {

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

BOOST_AUTO_TEST_SUITE(stages_with_tasks)

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
    BOOST_TEST(!task.plan("learned").at("steps_estimated").as_bool(), what);
    // One that is still to be trained does not tell how texts will be cut: a row for each.
    task.write_experiment(experiment(
        "planned", "name: byte-bpe, vocab_size: 300, pad_token: <pad>, train_on: text.txt", what));
    BOOST_TEST(task.plan("learned").at("steps").as_int() == 5, what);  // 2 * 20 / 8
    BOOST_TEST(task.plan("learned").at("steps_estimated").as_bool(), what);
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

BOOST_AUTO_TEST_CASE(a_plan_counts_the_steps_of_texts) {
  const auto experiment = [](const std::string& name, const std::string& tokenizer) {
    return "experiment: " + name + "\ntokenizer: {" + tokenizer +
           "}\n"
           "stages:\n"
           "  base:\n"
           "    kind: pretrain\n"
           "    model:\n"
           "      architecture: autoregressive\n"
           "      options: {hidden_size: 8, num_layers: 1, num_heads: 2, max_positions: 24}\n"
           "    data: {name: jsonl, path: data}\n"
           "    train: {epochs: 2, batch_size: 4, sequence_length: 12}\n"
           "  learned:\n"
           "    kind: adapt\n"
           "    from: base\n"
           "    adapter: {name: full}\n"
           "    task: {kind: language-modelling, data: {name: jsonl, path: data}}\n"
           "    train: {epochs: 3, batch_size: 8}\n";
  };
  const TaskRun task(
      [](int row) {
        Rng rng = rng_of(row);
        return "{\"text\": \"" + pick(kWords, rng) + " the cat saw a red house and ran home\"}";
      },
      48, 16);
  const std::string trained =
      "name: byte-bpe, vocab_size: 300, pad_token: <pad>, train_on: text.txt";
  task.run(experiment("task", trained));
  for (const char* const stage : {"base", "learned"}) {
    const std::int64_t steps = task.result(stage).at("steps").as_int();
    BOOST_TEST(steps > 1, stage);
    task.write_experiment(experiment("planned", "from: runs/task/tokenizer"));
    BOOST_TEST(task.plan(stage).at("steps").as_int() == steps, stage);
    BOOST_TEST(!task.plan(stage).at("steps_estimated").as_bool(), stage);
    // One that is still to be trained tells about how many.
    task.write_experiment(experiment("planned", trained));
    BOOST_TEST(task.plan(stage).at("steps").as_int() > steps / 3, stage);
    BOOST_TEST(task.plan(stage).at("steps").as_int() < steps * 3, stage);
    BOOST_TEST(task.plan(stage).at("steps_estimated").as_bool(), stage);
    BOOST_TEST(task.plan(stage).at("flops").as_double() > 0.0, stage);
  }
}

BOOST_AUTO_TEST_SUITE_END()
