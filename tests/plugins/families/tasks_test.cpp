#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/plugins/families/task_run.h"
#include "tests/support/png_file.h"

// Each kind of task, learned from a handful of rows by the families that can, and evaluated again
// from what was saved.

using namespace graft;

namespace {

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

BOOST_AUTO_TEST_CASE(predictions_are_those_of_the_evaluation_whatever_ends_texts) {
  // Every other source is longer than the model reads; texts of this tokenizer end with [SEP].
  TaskRun task(
      [](int row) {
        std::string source = "the red dog";
        if (row % 2 == 1) {
          for (int i = 0; i < 40; ++i) source += " runs";
        }
        return "{\"source\": \"" + source + "\", \"target\": \"der Hund\"}";
      },
      32, 6);
  for (const char* const name : {"autoregressive", "encoder-decoder"}) {
    BOOST_TEST_CONTEXT(name) {
      task.run(
          std::string("experiment: task\n"
                      "tokenizer: {name: wordpiece, vocab_size: 100, train_on: text.txt}\n"
                      "stages:\n"
                      "  learned:\n"
                      "    kind: adapt\n"
                      "    model:\n"
                      "      architecture: ") +
          name +
          "\n      options: {hidden_size: 32, num_layers: 1, num_heads: 2, max_positions: 24}\n"
          "    adapter: {name: full}\n"
          "    task: {kind: text-to-text, max_new_tokens: 16, separator: \" the \",\n"
          "           data: {name: jsonl, path: data}}\n"
          "    train: {batch_size: 16, steps: 12, learning_rate: 5e-3}\n");
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
  BOOST_TEST((result.find("labels") == nullptr));
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
  BOOST_TEST(whole == 91.0 / static_cast<double>(text.size()), boost::test_tools::tolerance(1e-9));
  for (const char* const positions : {"7", "8", "31"}) {
    BOOST_TEST(words_per_byte(positions) == whole, boost::test_tools::tolerance(1e-9));
  }
}

BOOST_AUTO_TEST_CASE(classes_may_be_the_labels_of_some_splits) {
  TaskRun task(
      [](int row) {
        const std::string name = row % 3 == 2 && row < 12 ? "blue" : row % 2 == 0 ? "red" : "green";
        return "{\"image\": \"" + name + ".png\", \"caption\": \"" + name + "\"}";
      },
      12, 4);
  task.folder().write("data/red.png", plain_png(12, 12, 255, 0, 0));
  task.folder().write("data/green.png", plain_png(12, 12, 0, 255, 0));
  task.folder().write("data/blue.png", plain_png(12, 12, 0, 0, 255));
  const auto experiment = [](const std::string& splits) {
    return "experiment: task\n"
           "tokenizer: {name: byte-bpe, vocab_size: 300, pad_token: <pad>, train_on: text.txt}\n"
           "stages:\n"
           "  base:\n"
           "    kind: pretrain\n"
           "    model:\n"
           "      architecture: multimodal\n"
           "      options: {hidden_size: 32, num_layers: 1, vision_num_layers: 1, num_heads: 2,\n"
           "                max_positions: 24, image_size: 12, patch_size: 4}\n"
           "    data: {name: image-text, path: data}\n"
           "    train: {steps: 2, batch_size: 3}\n"
           "  named:\n"
           "    kind: evaluate\n"
           "    from: base\n"
           "    task: {kind: zero-shot-image-classification, label_splits: [" +
           splits + "],\n           data: {name: image-text, path: data, label: caption}}\n";
  };
  task.run(experiment("test"));
  BOOST_TEST(task.result("named").at("chance_accuracy").as_double() == 0.5);
  task.run(experiment("train, test"));
  BOOST_TEST(task.result("named").at("chance_accuracy").as_double() == 1.0 / 3);
  const ProgramResult wrong = run_program(
      {GRAFT_BINARY_DIR "/bin/graft", "check", task.write_experiment(experiment("tests"))});
  BOOST_TEST(wrong.exit_code == 2);
  BOOST_TEST(wrong.errors.find("no split `tests`; did you mean `test`?") != std::string::npos);
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
      "    train: {steps: 40, batch_size: 8, learning_rate: 3e-3}\n"
      "  again: {kind: evaluate, from: classes}\n"
      "  table: {kind: compare, of: [classes, again, named, found]}\n");
  BOOST_TEST(task.result("classes").at("accuracy").as_double() == 1.0);
  BOOST_TEST(task.result("classes").at("baseline").at("accuracy").as_double() == 1.0);
  BOOST_TEST(task.result("named").at("accuracy").as_double() == 1.0);
  BOOST_TEST(task.result("named").at("chance_accuracy").as_double() == 1.0 / 3);
  const Value found = task.result("found");
  BOOST_TEST(found.at("caption.image_to_text.recall@5").as_double() >
             found.at("chance.caption.image_to_text.recall@1").as_double());
  // Nine rows, of three pictures.
  BOOST_TEST(found.at("chance.caption.text_to_image.recall@1").as_double() == 1.0 / 3,
             boost::test_tools::tolerance(1e-12));

  // A table shows once what two stages stand beside, and what chance would give.
  std::map<std::string, int> shown;
  const Value table = task.result("table");
  for (const Value& row : table.at("rows").as_list()) {
    ++shown[row.at("stage").as_string() + ": " + row.at("metric").as_string()];
  }
  BOOST_TEST(shown["classes (nearest training image): accuracy"] == 1);
  BOOST_TEST(shown["again (nearest training image): accuracy"] == 0);
  BOOST_TEST(shown["named: chance_accuracy"] == 1);
  BOOST_TEST(shown["named: majority_accuracy"] == 1);
  BOOST_TEST(shown["found: chance.caption.image_to_text.recall@1"] == 1);
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
