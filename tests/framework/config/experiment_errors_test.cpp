#include <boost/test/unit_test.hpp>

#include "framework/config/yaml.h"
#include "tests/framework/config/experiment_fixture.h"

namespace graft {
namespace {

/// An experiment of one stage; `lines` are its keys, indented by four.
std::string stage(const std::string& lines) {
  return "experiment: e\ntokenizer: {name: letters}\nstages:\n  s:\n" + lines;
}

/// One good pre-training stage on lines 4 to 8, with lines exchanged.
std::string pretrain(const std::string& model = "{architecture: stack}",
                     const std::string& data = "{name: invented}",
                     const std::string& train = "{steps: 10}") {
  return stage("    kind: pretrain\n    model: " + model + "\n    data: " + data +
               "\n    train: " + train + "\n");
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(experiment_errors, ExperimentFixture)

BOOST_AUTO_TEST_CASE(the_experiment_of_these_cases_is_right) {
  BOOST_TEST(errors(pretrain()) == "no error");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_map_is_refused) {
  BOOST_TEST(errors("- a\n") ==
             "e.yaml:1:1: error: expected an experiment, got a list; start with `experiment: NAME` "
             "and `stages:`");
}

BOOST_AUTO_TEST_CASE(name_and_stages_are_required) {
  BOOST_TEST(errors("seed: 1\n") ==
             "e.yaml:1:1: error: experiment: missing; it is the name of the run folder\n"
             "e.yaml:1:1: error: stages: missing; it is a map of named stages");
  BOOST_TEST(errors("experiment: e\nstages: {}\n") ==
             "e.yaml:2:9: error: stages: expected at least one stage; write for example `stages: "
             "{base: {kind: pretrain, …}}`");
  BOOST_TEST(errors("experiment: e\nstages: [a]\n") ==
             "e.yaml:2:9: error: stages: expected a map of named stages, got a list; write for "
             "example `stages: {base: {kind: pretrain, …}}`");
}

BOOST_AUTO_TEST_CASE(names_become_folders_and_are_restricted) {
  BOOST_TEST(errors("experiment: My Run\nstages: {A/b: {kind: compare, of: []}}\n") ==
             "e.yaml:1:13: error: experiment: expected lower-case letters, digits and -, got `My "
             "Run`; it names the folder of the run, for example `first-try`\n"
             "e.yaml:2:10: error: stages.A/b: not a name for a stage; use lower-case letters, "
             "digits, - and _\n"
             "e.yaml:2:35: error: stages.A/b.of: expected at least one stage; write `of: [one, "
             "other]`");
}

BOOST_AUTO_TEST_CASE(a_stage_cannot_lie_where_the_run_folder_keeps_something_else) {
  BOOST_TEST(errors("experiment: e\nstages: {tokenizer: {kind: compare, of: [s]}, s: 3}\n")
                 .starts_with("e.yaml:2:10: error: stages.tokenizer: the run folder keeps the "
                              "tokenizer there; choose another name\n"));
}

BOOST_AUTO_TEST_CASE(counts_whose_products_are_no_integers_are_refused) {
  const auto train = [this](const std::string& options) {
    return errors(pretrain("{architecture: stack}", "{name: invented}", "{" + options + "}"));
  };
  BOOST_TEST(train("epochs: 1e30") ==
             "e.yaml:8:21: error: stages.s.train.epochs: expected at most 1000000; train for fewer "
             "epochs");
  BOOST_TEST(train("steps: 1, batch_size: 9223372036854775807, accumulation: 2") ==
             "e.yaml:8:35: error: stages.s.train.batch_size: expected an integer in [1, "
             "1000000000], got 9223372036854775807; write for example `batch_size: 16`");
  for (const char* key : {"steps", "accumulation", "log_every", "eval_every", "checkpoint_every",
                          "warmup_steps", "early_stopping_patience"}) {
    BOOST_TEST(train(key + std::string(": 1000000001")).find("1000000000], got 1000000001") !=
               std::string::npos);
  }
  write("m/config.json", "{}");
  const std::string text = errors(
      "experiment: e\nstages: {s: {kind: prompt, from: m, prompt: {name: ask, instruction: "
      "x, shots: 9000000000,\nmax_items: 9000000000}, task: {kind: classification, "
      "train_examples: 9000000000, data: {name: invented}}}}\n");
  for (const char* key : {"prompt.shots", "prompt.max_items", "task.train_examples"}) {
    BOOST_TEST(text.find(key + std::string(": expected an integer in [")) != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(an_unknown_key_gets_the_nearest_spelling) {
  BOOST_TEST(errors(pretrain("{architecture: stack}", "{name: invented}",
                             "{steps: 10, learning_rte: 1e-3}")) ==
             "e.yaml:8:24: error: stages.s.train.learning_rte: unknown key; did you mean "
             "`learning_rate`?");
  BOOST_TEST(errors("sed: 1\n" + pretrain()) ==
             "e.yaml:1:1: error: sed: unknown key; did you mean `seed`?");
}

BOOST_AUTO_TEST_CASE(a_misplaced_key_gets_the_section_where_it_belongs) {
  BOOST_TEST(errors(pretrain() + "    learning_rate: 1e-3\n") ==
             "e.yaml:9:5: error: stages.s.learning_rate: unknown key; `learning_rate` belongs to "
             "`train`");
  BOOST_TEST(errors(pretrain("{architecture: stack, hidden_size: 4}")) ==
             "e.yaml:6:34: error: stages.s.model.hidden_size: unknown key; `hidden_size` belongs "
             "under `options`");
  BOOST_TEST(errors(pretrain() + "    adapter: {name: thin}\n") ==
             "e.yaml:9:5: error: stages.s.adapter: unknown key; `adapter` belongs to stages of "
             "kind `adapt`");
  BOOST_TEST(errors(pretrain("{architecture: stack}", "{name: invented}", "{steps: 1, seed: 2}")) ==
             "e.yaml:8:23: error: stages.s.train.seed: unknown key; `seed` belongs to the top "
             "level");
}

BOOST_AUTO_TEST_CASE(an_option_of_another_architecture_is_unknown) {
  BOOST_TEST(errors(pretrain("{architecture: tower, options: {num_layers: 3}}")) ==
             "e.yaml:6:44: error: stages.s.model.options.num_layers: unknown key; it is an option "
             "of `stack`; did you mean `num_floors`?");
}

BOOST_AUTO_TEST_CASE(an_option_left_behind_by_another_adapter_is_named_with_it) {
  const auto with_options = [this](const std::string& options) {
    return errors(
        "experiment: e\nstages: {s: {kind: adapt, from: m, adapter: {name: whole, options: "
        "{" +
        options +
        "}}, task: {kind: classification, data: {name: invented}}, train: {steps: 1}}}\n");
  };
  write("m/config.json", "{}");
  BOOST_TEST(with_options("rank: 8") ==
             "e.yaml:2:69: error: stages.s.adapter.options.rank: unknown key; it is an option of "
             "`thin`, remove it");
  BOOST_TEST(with_options("depth: 8") ==
             "e.yaml:2:69: error: stages.s.adapter.options.depth: unknown key; there are no "
             "options");
}

BOOST_AUTO_TEST_CASE(an_option_like_no_other_is_answered_with_all_there_are) {
  BOOST_TEST(errors(pretrain("{architecture: tower, options: {xyzzy: 3}}")) ==
             "e.yaml:6:44: error: stages.s.model.options.xyzzy: unknown key; there are: "
             "hidden_size, num_floors");
}

BOOST_AUTO_TEST_CASE(a_wrong_type_or_range_shows_what_was_expected) {
  BOOST_TEST(
      errors(pretrain("{architecture: stack, options: {hidden_size: eight}}")) ==
      "e.yaml:6:57: error: stages.s.model.options.hidden_size: expected an integer >= 1, got "
      "\"eight\"; write for example `hidden_size: 16`");
  BOOST_TEST(errors(pretrain("{architecture: stack}", "{name: invented, task: moods}")) ==
             "e.yaml:7:34: error: stages.s.data.task: expected one of `text`, `mood`, got "
             "\"moods\"; did you mean `mood`?");
  BOOST_TEST(errors("seed: 1.5\n" + pretrain()) ==
             "e.yaml:1:7: error: seed: expected an integer, got 1.5; write for example `seed: 0`");
}

BOOST_AUTO_TEST_CASE(an_unknown_component_gets_the_names_there_are) {
  BOOST_TEST(errors(pretrain("{architecture: stak}")) ==
             "e.yaml:6:27: error: no architecture named \"stak\"; available: stack, tower; did you "
             "mean `stack`?");
  BOOST_TEST(errors(pretrain("{architecture: stack}", "{name: line, path: x}")) ==
             "e.yaml:7:18: error: no dataset named \"line\"; available: invented, lines; did you "
             "mean `lines`?");
}

BOOST_AUTO_TEST_CASE(a_section_that_is_no_map_is_refused) {
  BOOST_TEST(
      errors(pretrain("stack")).starts_with("e.yaml:6:12: error: stages.s.model: expected a map"));
  BOOST_TEST(errors(pretrain("{architecture: stack}", ""))
                 .starts_with("e.yaml:5:5: error: stages.s.data: missing"));
  BOOST_TEST(errors("experiment: e\nstages: {s: 3}\n") ==
             "e.yaml:2:13: error: stages.s: expected a map of keys, got an integer; start with "
             "`kind: pretrain`");
}

BOOST_AUTO_TEST_CASE(an_unknown_kind_of_stage_gets_the_kinds_there_are) {
  BOOST_TEST(errors(stage("    kind: pretain\n")) ==
             "e.yaml:5:11: error: stages.s.kind: expected one of `pretrain`, `adapt`, `prompt`, "
             "`evaluate`, `compare`, got \"pretain\"; did you mean `pretrain`?");
}

BOOST_AUTO_TEST_CASE(each_kind_of_stage_has_sections_that_it_needs) {
  BOOST_TEST(errors(stage("    kind: pretrain\n")) ==
             "e.yaml:5:5: error: stages.s.train: missing; write for example `train: {steps: 1000, "
             "batch_size: 16}`\n"
             "e.yaml:5:5: error: stages.s: neither `from` nor `model` is given; `from` names a "
             "stage or folder to go on from, `model: {architecture: …}` builds a new model\n"
             "e.yaml:5:5: error: stages.s.data: missing; name the data to train on, `data: {name: "
             "…}`");
  BOOST_TEST(
      errors(stage("    kind: adapt\n    model: {architecture: stack}\n    train: {steps: 1}"
                   "\n")) ==
      "e.yaml:5:5: error: stages.s.adapter: missing; name what trains, `adapter: {name: …}`\n"
      "e.yaml:5:5: error: stages.s.task: missing; say what to learn, `task: {kind: "
      "classification, data: {…}}`");
  BOOST_TEST(
      errors(stage("    kind: prompt\n")) ==
      "e.yaml:5:5: error: stages.s.from: missing; name the stage or folder with the model to "
      "ask\n"
      "e.yaml:5:5: error: stages.s.prompt: missing; name how to ask, `prompt: {name: …}`\n"
      "e.yaml:5:5: error: stages.s.task: missing; say what to ask about, `task: {kind: "
      "classification, data: {…}}`");
  BOOST_TEST(
      errors(stage("    kind: evaluate\n")) ==
      "e.yaml:5:5: error: stages.s.from: missing; name the stage or folder with the model to "
      "evaluate");
  BOOST_TEST(errors(stage("    kind: compare\n")) ==
             "e.yaml:5:5: error: stages.s.of: missing; name the stages to compare, `of: [one, "
             "other]`");
}

BOOST_AUTO_TEST_CASE(from_and_model_exclude_each_other) {
  write("folder/config.json", "{}");
  BOOST_TEST(errors(pretrain() + "    from: folder\n") ==
             "e.yaml:6:12: error: stages.s.model: given together with `from`; keep one of the two");
}

BOOST_AUTO_TEST_CASE(a_new_model_needs_a_tokenizer) {
  BOOST_TEST(
      errors("experiment: e\nstages: {s: {kind: pretrain, model: {architecture: stack}, data:"
             " {name: invented}, train: {steps: 1}}}\n") ==
      "e.yaml:1:1: error: tokenizer: missing; stage `s` builds a new model; name one, "
      "`tokenizer: {name: …}`");
}

BOOST_AUTO_TEST_CASE(a_tokenizer_is_named_or_loaded) {
  write("folder/x", "");
  write("folder/config.json", "{}");
  const std::string rest =
      "experiment: e\nstages: {s: {kind: pretrain, from: folder, data: {name: "
      "invented}, train: {steps: 1}}}\n";
  BOOST_TEST(errors("tokenizer: {vocab_size: 3}\n" + rest) ==
             "e.yaml:1:12: error: tokenizer.name: missing; name a tokenizer, or give `from: "
             "FOLDER`");
  BOOST_TEST(errors("tokenizer: {from: folder, vocab_size: 3, train_on: folder/x}\n" + rest) ==
             "e.yaml:1:27: error: tokenizer.vocab_size: no option with `from`; a tokenizer that is "
             "loaded keeps the options it was trained with\n"
             "e.yaml:1:52: error: tokenizer.train_on: a tokenizer with `from` is not trained; keep "
             "one of the two");
}

BOOST_AUTO_TEST_CASE(training_options_agree_with_each_other) {
  const auto train = [this](const std::string& options) {
    return errors(pretrain("{architecture: stack}", "{name: invented}", "{" + options + "}"));
  };
  BOOST_TEST(train("steps: 1, epochs: 2") ==
             "e.yaml:8:31: error: stages.s.train.epochs: given together with `steps`; keep one of "
             "the two");
  BOOST_TEST(
      train("batch_size: 2") ==
      "e.yaml:8:12: error: stages.s.train.steps: missing; write `steps: 1000` or `epochs: 3`");
  BOOST_TEST(
      train("steps: 10, warmup_steps: 10") ==
      "e.yaml:8:38: error: stages.s.train.warmup_steps: expected less than the 10 steps, got "
      "10; warm up for fewer steps");
  BOOST_TEST(train("steps: 10, early_stopping_patience: 3") ==
             "e.yaml:8:49: error: stages.s.train.early_stopping_patience: needs `eval_every`; say "
             "after how many steps to evaluate, for example `eval_every: 100`");
  BOOST_TEST(train("steps: 10, learning_rate: 1e-4, min_learning_rate: 1e-3") ==
             "e.yaml:8:64: error: stages.s.train.min_learning_rate: greater than `learning_rate`; "
             "lower it");
  BOOST_TEST(train("steps: 10, beta2: 1") ==
             "e.yaml:8:31: error: stages.s.train.beta2: expected less than 1; write for example "
             "`beta2: 0.999`");
}

BOOST_AUTO_TEST_CASE(a_missing_file_names_every_place_tried_and_where_to_get_it) {
  const std::string data = "{name: lines, path: no/news, origin: \"https://example.org/news\"}";
  const std::string text = errors(pretrain("{architecture: stack}", data));
  BOOST_TEST(text.starts_with(
      "e.yaml:7:31: error: stages.s.data.path: no file or folder `no/news`; looked at no/news and "
      "/"));
  BOOST_TEST(text.ends_with("/no/news; the data set is published at https://example.org/news"));
  BOOST_TEST(errors(pretrain("{architecture: stack}", "{name: lines, path: /no/news}")) ==
             "e.yaml:7:31: error: stages.s.data.path: no file or folder `/no/news`; looked at "
             "/no/news");
}

BOOST_AUTO_TEST_CASE(mistakes_in_a_prompts_file_are_located_there) {
  write("ask.yaml", "instruction: [1]\nlabel: {a: b}\nshots: 3\n");
  write("m/config.json", "{}");
  BOOST_TEST(
      errors("experiment: e\nstages: {s: {kind: prompt, from: m, prompt: {name: ask, file: "
             "ask.yaml, shot: 1}, task: {kind: classification, data: {name: invented}}}}\n") ==
      "e.yaml:2:73: error: stages.s.prompt.shot: unknown key; did you mean `shots`?\n"
      "ask.yaml:1:14: error: stages.s.prompt.instruction: expected a string, got [1]\n"
      "ask.yaml:2:1: error: stages.s.prompt.label: unknown key; did you mean `labels`?\n"
      "ask.yaml:3:1: error: stages.s.prompt.shots: unknown key in this file; write `shots` in the "
      "experiment, beside `file`");
}

BOOST_AUTO_TEST_CASE(every_mistake_of_a_file_is_reported_in_its_order) {
  BOOST_TEST(
      errors("experiment: e\nseed: one\ntokenizer: {name: leters}\nstages:\n"
             "  a: {kind: pretrain, model: {architecture: stack, options: {dropout: 2}},\n"
             "      data: {name: invented}, train: {step: 3, steps: 0}}\n"
             "  b: {kind: adapt, from: c, adapter: {name: thin, options: {rank: 0}},\n"
             "      task: {kind: tagging, data: {name: invented}}, train: {steps: 1}}\n",
             {{"stages.b.train.steps", "-1"}}) ==
      "e.yaml:2:7: error: seed: expected an integer, got \"one\"; write for example `seed: 0`\n"
      "e.yaml:3:19: error: no tokenizer named \"leters\"; available: letters; did you mean "
      "`letters`?\n"
      "e.yaml:5:71: error: stages.a.model.options.dropout: expected a number in [0, 1], got "
      "2; write for example `dropout: 0.0`\n"
      "e.yaml:6:39: error: stages.a.train.step: unknown key; did you mean `steps`?\n"
      "e.yaml:6:55: error: stages.a.train.steps: expected an integer in "
      "[1, 1000000000], got 0; write for example `steps: 1`\n"
      "e.yaml:7:26: error: stages.b.from: no stage or folder named `c`; stages above this one: a\n"
      "e.yaml:7:67: error: stages.b.adapter.options.rank: expected an integer >= 1, got 0; "
      "write for example `rank: 8`\n"
      "e.yaml:8:20: error: stages.b.task.kind: expected one of `captioning`, "
      "`classification`, `image-classification`, `image-text-retrieval`, `language-modelling`, "
      "`question-answering`, `text-to-text`, `token-classification`, "
      "`zero-shot-image-classification`, got \"tagging\"; write for example "
      "`kind: captioning`\n"
      "--set stages.b.train.steps: error: expected an integer in "
      "[1, 1000000000], got -1; write for example `steps: 1`");
}

BOOST_AUTO_TEST_CASE(options_of_other_kinds_of_tasks_are_told_apart) {
  write("m/config.json", "{}");
  const auto with_task = [this](const std::string& task) {
    return errors("experiment: e\nstages: {s: {kind: evaluate, from: m, task: {" + task + "}}}\n");
  };
  BOOST_TEST(with_task("kind: classification, stride: 3, data: {name: invented}") ==
             "e.yaml:2:76: error: stages.s.task.stride: no option of tasks of kind "
             "`classification`; there are: max_examples, baseline, train_examples, "
             "length_buckets, balance_classes, problem_type");
  BOOST_TEST(with_task("kind: question-answering, strid: 3, data: {name: invented}") ==
             "e.yaml:2:72: error: stages.s.task.strid: unknown key; did you mean `stride`?");
  BOOST_TEST(
      with_task("kind: text-to-text, num_beams: 0, data: {name: invented}") ==
      "e.yaml:2:77: error: stages.s.task.num_beams: expected an integer in [1, 1000], got 0; "
      "write for example `num_beams: 1`");
}

BOOST_AUTO_TEST_CASE(options_that_a_prompt_has_no_use_for_are_refused) {
  write("m/config.json", "{}");
  const auto asked_with = [this](const std::string& option) {
    return errors(
        "experiment: e\nstages:\n  s:\n    kind: prompt\n    from: m\n"
        "    prompt: {name: ask, instruction: now}\n"
        "    task:\n      kind: classification\n      " +
        option + "\n      data: {name: invented}\n");
  };
  BOOST_TEST(asked_with("max_examples: 3") == "no error");
  BOOST_TEST(asked_with("train_examples: 3") == "no error");
  for (const char* const name : {"length_buckets", "balance_classes", "baseline"}) {
    const std::string column = std::to_string(9 + std::string(name).size());
    BOOST_TEST(asked_with(std::string(name) + ": true") ==
               "e.yaml:9:" + column + ": error: stages.s.task." + name +
                   ": no option of tasks of kind `classification` in a stage that prompts; there "
                   "are: max_examples, train_examples, problem_type");
  }
}

BOOST_AUTO_TEST_CASE(captions_are_refused_where_a_task_reads_none) {
  const auto of_task = [this](const std::string& kind, const std::string& data) {
    return errors(
        "experiment: e\ntokenizer: {name: letters}\nstages:\n  s:\n    kind: evaluate\n"
        "    from: folder\n    task:\n      kind: " +
        kind + "\n      data: " + data + "\n");
  };
  write("folder/config.json", "{}");
  const std::string told =
      ": error: stages.s.task.data.captions: tasks of kind `classification` read none; remove it";
  BOOST_TEST(of_task("classification", "{name: invented, captions: [x]}") == "e.yaml:9:40" + told);
  BOOST_TEST(of_task("classification", "[{name: invented}, {name: invented, captions: [x]}]") ==
             "e.yaml:9:59" + told);
  BOOST_TEST(of_task("captioning", "{name: invented, captions: [x]}") == "no error");
}

BOOST_AUTO_TEST_CASE(datasets_in_a_list_are_checked_one_by_one) {
  write("lines.txt", "a\n");
  const auto with_data = [this](const std::string& data) {
    return errors(
        "experiment: e\ntokenizer: {name: letters}\nstages: {s: {kind: pretrain, model: "
        "{architecture: stack}, train: {steps: 1}, data: " +
        data + "}}\n");
  };
  BOOST_TEST(with_data("[{name: invented}, {name: invente}]") ==
             "e.yaml:3:111: error: no dataset named \"invente\"; available: invented, lines; did "
             "you mean `invented`?");
  BOOST_TEST(
      with_data("[{name: invented}, {name: invented, captions: [a, b]}]") ==
      "e.yaml:3:131: error: stages.s.data[1].captions: names 2 columns, the first dataset has 1; "
      "name as many, in the same order: they stand for the same texts");
  BOOST_TEST(with_data("[{name: invented}, {name: invented, captions: [a]}]") == "no error");
  BOOST_TEST(with_data("[]") ==
             "e.yaml:3:85: error: stages.s.data: expected at least one dataset; write `data: "
             "{name: …}`");
}

BOOST_AUTO_TEST_CASE(a_prompts_file_that_cannot_be_read_hides_no_other_mistake) {
  write("ask.yaml", "instruction: [\n");
  write("m/config.json", "{}");
  const auto with_prompt = [this](const std::string& prompt) {
    return errors("experiment: e\nstages: {s: {kind: prompt, from: m, prompt: {" + prompt +
                  "}, task: {kind: classification, data: {name: invented}}}}\n");
  };
  BOOST_TEST(with_prompt("name: ask, file: ask.yaml, shot: 1") ==
             "e.yaml:2:73: error: stages.s.prompt.shot: unknown key; did you mean `shots`?\n"
             "ask.yaml:1:14: error: this `[` is never closed; add the closing `]`");
  BOOST_TEST(with_prompt("name: asc, file: ask.yaml")
                 .starts_with("e.yaml:2:52: error: no prompt named \"asc\""));
  write("ask.yaml", "[a]\n");
  BOOST_TEST(with_prompt("name: ask, file: ask.yaml") ==
             "ask.yaml:1:1: error: expected a map of options of the prompt, got a list; write one "
             "`option: value` per line");
}

BOOST_AUTO_TEST_CASE(mistakes_of_manifests_come_with_those_of_the_experiment) {
  const std::string file = path("e.yaml");
  const Value document =
      parse_yaml("plugins: [no.yaml]\nsede: 1\n" + pretrain("{architecture: unheard-of}"), file);
  const Problem broken{path("broken.yaml"), 3, 5, "bad-value", "broken", "repair it"};
  const std::vector<std::string> texts =
      problem_texts([&] { read_experiment(document, file, {}, catalog, {broken}); });
  BOOST_TEST_REQUIRE(texts.size() == 3u);  // the architecture may be one of those manifests
  BOOST_TEST(texts[0].starts_with(file + ":1:11: error: plugins: no file or folder `no.yaml`"));
  BOOST_TEST(texts[1].starts_with(file + ":2:1: error: sede: unknown key"));
  BOOST_TEST(texts[2] == path("broken.yaml") + ":3:5: error: broken; repair it");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
