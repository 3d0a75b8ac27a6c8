#include "tests/framework/cli/wrong_inputs/wrong_input.h"

namespace graft {
namespace {

const char* const kHead = "experiment: e\ntokenizer: {name: letters}\nstages:\n  s:\n";

/// One stage, its keys from line 5 on.
WrongInput row(std::string what, const std::string& keys, std::string message) {
  return {std::move(what),
          {{"e.yaml", kHead + keys}},
          {"check", "e.yaml", "--plugins", "plugins.yaml"},
          2,
          std::move(message)};
}

/// A pre-training stage; `train` is line 8.
WrongInput train_row(std::string what, const std::string& train, std::string message) {
  return row(std::move(what),
             "    kind: pretrain\n    model: {architecture: stack}\n    data: {name: invented}\n"
             "    train: {" +
                 train + "}\n",
             std::move(message));
}

WrongInput file_row(std::string what, const std::string& content, std::string message) {
  WrongInput result = row(std::move(what), "", std::move(message));
  result.files = {{"e.yaml", content}, {"config.json", "{}"}};
  return result;
}

}  // namespace

std::vector<WrongInput> experiment_rows() {
  return {
      train_row("an unknown key", "steps: 10, learning_rte: 1e-3",
                "e.yaml:8:24: error: stages.s.train.learning_rte: unknown key; did you mean "
                "`learning_rate`?"),
      train_row("a key of another section", "steps: 10, seed: 1",
                "e.yaml:8:24: error: stages.s.train.seed: unknown key; `seed` belongs to the top "
                "level"),
      train_row("a wrong type", "steps: many",
                "e.yaml:8:20: error: stages.s.train.steps: expected an integer in [1, 1000000000], "
                "got \"many\"; "
                "write for example `steps: 1`"),
      train_row("a number out of range", "steps: 10, learning_rate: -1",
                "e.yaml:8:39: error: stages.s.train.learning_rate: expected a number > 0, got -1; "
                "write for example `learning_rate: 0.001`"),
      train_row(
          "a choice that does not exist", "steps: 10, schedule: cosin",
          "e.yaml:8:34: error: stages.s.train.schedule: expected one of `constant`, `linear`, "
          "`cosine`, `polynomial`, `inverse_sqrt`, got \"cosin\"; did you mean `cosine`?"),
      train_row(
          "both steps and epochs", "steps: 10, epochs: 1",
          "e.yaml:8:32: error: stages.s.train.epochs: given together with `steps`; keep one of "
          "the two"),
      train_row("a warm-up as long as the training", "steps: 10, warmup_steps: 10",
                "e.yaml:8:38: error: stages.s.train.warmup_steps: expected less than the 10 steps, "
                "got 10; warm up for fewer steps"),
      row("a component that no manifest offers",
          "    kind: pretrain\n    model: {architecture: stak}\n    data: {name: invented}\n    "
          "train: "
          "{steps: 1}\n",
          "e.yaml:6:27: error: no architecture named \"stak\"; available: stack, tower; did you "
          "mean "
          "`stack`?"),
      row("an option of another component",
          "    kind: pretrain\n    model: {architecture: stack, options: {num_floors: 2}}\n    "
          "data: "
          "{name: invented}\n    train: {steps: 1}\n",
          "e.yaml:6:44: error: stages.s.model.options.num_floors: unknown key; it is an option of "
          "`tower`; did you mean `num_layers`?"),
      row("a kind of stage that does not exist", "    kind: pretain\n",
          "e.yaml:5:11: error: stages.s.kind: expected one of `pretrain`, `adapt`, `prompt`, "
          "`evaluate`, `compare`, got \"pretain\"; did you mean `pretrain`?"),
      row("a stage without what it needs", "    kind: evaluate\n",
          "e.yaml:5:5: error: stages.s.from: missing; name the stage or folder with the model to "
          "evaluate"),
      row("a stage that names itself", "    kind: compare\n    of: [s]\n",
          "e.yaml:6:10: error: stages.s.of: a stage cannot use itself; name a stage above it"),
      row("a stage that names one below it",
          "    kind: compare\n    of: [t]\n  t: {kind: compare, of: [s]}\n",
          "e.yaml:6:10: error: stages.s.of: stage `t` comes later; move it above this stage\n"
          "e.yaml:7:27: error: stages.t.of: `s` is itself a comparison and has no results; name "
          "the "
          "stages that it compares"),
      row("a data folder that is missing",
          "    kind: pretrain\n    model: {architecture: stack}\n    data: {name: lines, path: "
          "/no/news, origin: \"https://example.org\"}\n    train: {steps: 1}\n",
          "e.yaml:7:31: error: stages.s.data.path: no file or folder `/no/news`; looked at "
          "/no/news; "
          "the data set is published at https://example.org"),
      file_row(
          "a variable without a value",
          "experiment: e\nvariables: {data_root: null}\ntokenizer: {from: \"${data_root}/t\"}\n"
          "stages: {s: {kind: pretrain, from: ., data: {name: invented}, train: {steps: 1}}}\n",
          "e.yaml:2:24: error: variables.data_root: no value is given; add `--set "
          "data_root=…`"),
      file_row(
          "a variable that does not exist",
          "experiment: e\nvariables: {data_root: x}\ntokenizer: {from: \"${data_rot}/t\"}\n"
          "stages: {s: {kind: pretrain, from: ., data: {name: invented}, train: {steps: 1}}}\n",
          "e.yaml:3:19: error: no variable named `data_rot`; did you mean `${data_root}`?"),
      file_row("several mistakes at once",
               "experiment: My run\nsede: 1\nstages: {s: {kind: pretrain, model: {architecture: "
               "stack},\n  data: {name: invented, task: moods}, train: {step: 5}}}\n",
               "e.yaml:1:1: error: tokenizer: missing; stage `s` builds a new model; name one, "
               "`tokenizer: {name: …}`\n"
               "e.yaml:1:13: error: experiment: expected lower-case letters, digits and -, got `My "
               "run`; it names the folder of the run, for example `first-try`\n"
               "e.yaml:2:1: error: sede: unknown key; did you mean `seed`?\n"
               "e.yaml:4:32: error: stages.s.data.task: expected one of `text`, `mood`, got "
               "\"moods\"; did you mean `mood`?\n"
               "e.yaml:4:47: error: stages.s.train.steps: missing; write `steps: 1000` or `epochs: "
               "3`\n"
               "e.yaml:4:48: error: stages.s.train.step: unknown key; did you mean `steps`?"),
  };
}

}  // namespace graft
