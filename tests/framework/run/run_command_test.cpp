#include <chrono>
#include <filesystem>

#include <boost/test/unit_test.hpp>

#include "graft/file.h"
#include "graft/json.h"
#include "graft/random.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace graft {
namespace {

namespace fs = std::filesystem;

const std::string kExperiment = GRAFT_SOURCE_DIR "/tests/framework/run/tiny.yaml";

std::vector<std::string> run_command(const TemporaryFolder& runs,
                                     const std::vector<std::string>& more = {}) {
  std::vector<std::string> command = {graft_program(), "run",       kExperiment,
                                      "--runs",        runs.path(), "--plugins",
                                      tiny_manifest(), "--threads", "1"};
  command.insert(command.end(), more.begin(), more.end());
  return command;
}

Value result_of(const TemporaryFolder& runs, const std::string& stage) {
  return parse_json(read_file(runs.path("tiny/" + stage + "/result.json")));
}

const std::vector<std::string> kManySteps = {"--set", "stages.pretrained.train.steps=2000"};

/// The bytes of everything that was trained.
std::string trained_bytes(const TemporaryFolder& runs) {
  return read_file(runs.path("tiny/pretrained/model/model.safetensors")) +
         read_file(runs.path("tiny/adapted/adapter/adapter_model.safetensors")) +
         read_file(runs.path("tiny/scratch/adapter/adapter_model.safetensors"));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(run_command_on_tiny_plugins)

BOOST_AUTO_TEST_CASE(every_kind_of_stage_runs_and_leaves_what_the_contract_lists) {
  const TemporaryFolder runs;
  const ProgramResult result = run_program(run_command(runs));
  BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.errors);
  BOOST_TEST(result.output.find("adapted") != std::string::npos);
  BOOST_TEST(result.output.find("report.html") != std::string::npos);
  for (const char* file :
       {"experiment.yaml", "environment.json", "report.html", "pretrained/metrics.jsonl",
        "pretrained/result.json", "pretrained/model/config.json",
        "pretrained/model/tiny_letters.txt", "adapted/adapter/adapter_config.json",
        "adapted/predictions.jsonl", "prompted/result.json", "table/result.json"}) {
    BOOST_TEST(fs::exists(runs.path("tiny/") + file), file);
  }
  BOOST_TEST(!fs::exists(runs.path("tiny/pretrained/checkpoint")));
  BOOST_TEST(result_of(runs, "adapted").at("accuracy").as_double() > 0.8);
  // The same model on the same items, opened again from its files.
  BOOST_TEST(result_of(runs, "again").at("accuracy").as_double() ==
             result_of(runs, "adapted").at("accuracy").as_double());
  BOOST_TEST(result_of(runs, "table").at("rows").size() >= 7u);
}

BOOST_AUTO_TEST_CASE(a_training_tells_its_peak_memory_by_purpose) {
  const TemporaryFolder runs;
  const ProgramResult result = run_program(run_command(runs, {"--stage", "pretrained"}));
  BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.errors);
  BOOST_TEST(result.errors.find("pretrained  peak memory 0.") != std::string::npos, result.errors);
  BOOST_TEST(result.errors.find(" MiB: weights 0.") != std::string::npos, result.errors);
}

BOOST_AUTO_TEST_CASE(a_plan_tells_what_each_training_costs_and_starts_nothing) {
  const std::vector<std::string> command = {graft_program(), "plan",          kExperiment,
                                            "--plugins",     tiny_manifest(), "--json"};
  const ProgramResult result = run_program(command);
  BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.errors);
  const Value document = parse_json(result.output);
  int num_trainings = 0;
  for (const Value& stage : document.at("stages").as_list()) {
    const bool trains = stage.at("trainable_parameters").as_int() > 0;
    BOOST_TEST(stage.at("peak_memory_bytes").is_null() != trains);
    if (!trains) continue;
    ++num_trainings;
    for (const char* key : {"flops", "seconds", "disk_bytes", "steps"}) {
      BOOST_TEST(stage.at(key).as_double() > 0.0, key);
    }
    const Value& memory = stage.at("peak_memory_bytes");
    BOOST_TEST(memory.at("weights").as_int() >= 4 * stage.at("parameters").as_int());
    BOOST_TEST(memory.at("optimizer").as_int() == 8 * stage.at("trainable_parameters").as_int());
    BOOST_TEST(memory.at("activations").as_int() > 0);
    BOOST_TEST(memory.at("total").as_int() >
               memory.at("weights").as_int() + memory.at("activations").as_int());
  }
  BOOST_TEST(num_trainings == 3);
}

BOOST_AUTO_TEST_CASE(finished_stages_are_not_run_again_and_changed_ones_are) {
  const TemporaryFolder runs;
  BOOST_REQUIRE(run_program(run_command(runs)).exit_code == 0);
  const auto written = [&runs](const char* stage) {
    return fs::last_write_time(runs.path("tiny/") + stage + "/result.json");
  };
  const auto pretrained = written("pretrained");
  const auto adapted = written("adapted");
  BOOST_REQUIRE(run_program(run_command(runs)).exit_code == 0);
  BOOST_TEST((written("adapted") == adapted));
  BOOST_REQUIRE(
      run_program(run_command(runs, {"--set", "stages.adapted.train.steps=61"})).exit_code == 0);
  BOOST_TEST((written("pretrained") == pretrained));
  BOOST_TEST((written("adapted") != adapted));
  BOOST_REQUIRE(run_program(run_command(runs, {"--fresh"})).exit_code == 0);
  BOOST_TEST((written("pretrained") != pretrained));
}

BOOST_AUTO_TEST_CASE(one_stage_runs_with_what_it_needs_and_nothing_else) {
  const TemporaryFolder runs;
  BOOST_REQUIRE(run_program(run_command(runs, {"--stage", "prompted"})).exit_code == 0);
  BOOST_TEST(fs::exists(runs.path("tiny/pretrained/result.json")));
  BOOST_TEST(!fs::exists(runs.path("tiny/adapted")));
  const ProgramResult wrong = run_program(run_command(runs, {"--stage", "promted"}));
  BOOST_TEST(wrong.exit_code == 2);
  BOOST_TEST(wrong.errors.find("did you mean `prompted`?") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_interrupt_saves_says_how_to_continue_and_loses_nothing) {
  const TemporaryFolder whole;
  BOOST_REQUIRE(run_program(run_command(whole, kManySteps)).exit_code == 0);
  const TemporaryFolder runs;
  const TemporaryFolder output;
  Program program(run_command(runs, kManySteps), output);
  program.run_until([&runs] { return fs::exists(runs.path("tiny/pretrained/checkpoint")); });
  program.kill(SIGINT);
  const ProgramResult stopped = program.wait();
  BOOST_TEST(stopped.exit_code == 130, stopped.errors);
  BOOST_TEST(stopped.errors.find("run the same command again to continue") != std::string::npos);
  const ProgramResult continued = run_program(run_command(runs, kManySteps));
  BOOST_REQUIRE_MESSAGE(continued.exit_code == 0, continued.errors);
  BOOST_TEST(continued.errors.find("(continued from step ") != std::string::npos, continued.errors);
  BOOST_TEST((trained_bytes(runs) == trained_bytes(whole)));
}

BOOST_AUTO_TEST_CASE(an_adapter_of_a_fresh_model_is_opened_again_with_that_model) {
  const TemporaryFolder runs;
  const ProgramResult result =
      run_program(run_command(runs, {"--stage", "again", "--set", "stages.again.from=scratch"}));
  BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.errors);
  BOOST_TEST(result_of(runs, "again").at("accuracy").as_double() ==
             result_of(runs, "scratch").at("accuracy").as_double());
  const Value config = parse_json(read_file(runs.path("tiny/scratch/adapter/adapter_config.json")));
  BOOST_TEST(config.at("base_model_name_or_path").as_string() == runs.path("tiny/scratch/model"));
}

BOOST_AUTO_TEST_CASE(an_adapted_model_is_adapted_again_to_other_labels) {
  const TemporaryFolder runs;
  const std::string experiment = runs.write("more.yaml", read_file(kExperiment) + R"(
  other:
    kind: adapt
    from: adapted
    adapter: {name: gain}
    task:
      kind: classification
      length_buckets: false
      data: {name: lines, up: rise, down: fall}
    train: {steps: 60, batch_size: 8, learning_rate: 1e-1}
  other_again:
    kind: evaluate
    from: other
)");
  const ProgramResult result =
      run_program({graft_program(), "run", experiment, "--runs", runs.path(), "--plugins",
                   tiny_manifest(), "--threads", "1", "--stage", "other_again"});
  BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.errors);
  BOOST_TEST(result_of(runs, "other").at("labels").as_list().front().as_string() == "fall");
  BOOST_TEST(result_of(runs, "other").at("accuracy").as_double() > 0.8);
  BOOST_TEST(result_of(runs, "other_again").at("accuracy").as_double() ==
             result_of(runs, "other").at("accuracy").as_double());
}

BOOST_AUTO_TEST_CASE(what_would_stop_a_later_stage_is_told_before_anything_starts) {
  const TemporaryFolder runs;
  const ProgramResult result =
      run_program(run_command(runs, {"--set", "stages.adapted.adapter.options.targets=[nothing]",
                                     "--set", "stages.scratch.task.train_examples=1000"}));
  BOOST_TEST(result.exit_code == 2);
  BOOST_TEST(result.errors.find("/tiny.yaml:16:21: error: ") != std::string::npos, result.errors);
  BOOST_TEST(result.errors.find("task.train_examples: 1000 examples") != std::string::npos,
             result.errors);
  BOOST_TEST(!fs::exists(runs.path("tiny")));
}

BOOST_AUTO_TEST_CASE(rows_of_pretraining_are_as_long_as_the_experiment_says) {
  const TemporaryFolder runs;
  const ProgramResult result = run_program(run_command(
      runs, {"--stage", "pretrained", "--set", "stages.pretrained.train.sequence_length=5"}));
  BOOST_TEST(result.exit_code == 0, result.errors);
  BOOST_TEST(result_of(runs, "pretrained").at("tokens").as_int() == 60 * 8 * 4);
}

BOOST_AUTO_TEST_CASE(each_of_these_is_told_before_any_stage_trains) {
  const std::string long_question(40, 'a');
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"stages.pretrained.train.early_stopping_metric=valid_accuracy",
       "pre-training measures its loss only; write `early_stopping_metric: valid_loss`"},
      {"stages.pretrained.train.sequence_length=1000",
       "train.sequence_length: this model takes 17 tokens of text at a time"},
      {"stages.adapted.train.sequence_length=8", "the rows of a task are its examples; remove it"},
      {"stages.prompted.from=adapted",
       "`adapted` has a head for its task and does not predict words any more; name the stage that "
       "it was adapted from"},
      {"stages.scratch.model.options.vocab_size=10",
       "tiny.vocab_size: 10 is less than the tokenizer's 129; leave it out"},
      {"stages.pretrained.model.options.max_positions=100000",
       "tokens, one window needs 100001; give more text, or lower `max_positions`"},
      {"stages.prompted.prompt.question=" + long_question,
       "the prompt's own words have 40 tokens, the model leaves room for 16; shorten the template"},
      {"stages.prompted.prompt.shots=1000", "prompt.shots: 1000 examples"},
      {"stages.prompted.task={kind: classification, train_examples: 1, data: {name: lines}}",
       "prompt.shots: 2 examples are wanted, and task.train_examples allows 1"},
      {"stages.prompted.from=/", "`/` holds no model: it has no config.json"},
      {"stages.again.from=/", "`/` holds no model: it has no config.json"},
      {"stages.again.task={kind: classification, data: {name: lines, up: rise}}",
       "of the test split: the label \"rise\" is none of the model's: \"down\", \"up\""},
      {"stages.adapted.train.early_stopping_metric=valid_f1",
       "this training does not measure `valid_f1`; write valid_loss or valid_accuracy"},
      {"stages.adapted.task.kind=zero-shot-image-classification",
       "zero-shot-image-classification is evaluated only"},
      {"stages.adapted.task.kind=captioning", "`image`"},
      {"stages.scratch.train.epsilon=1e-50", "expected a number >= 1.2e-38"},
  };
  for (const auto& [setting, message] : wrong) {
    const TemporaryFolder runs;
    const ProgramResult result = run_program(run_command(runs, {"--set", setting}));
    BOOST_TEST_CONTEXT(setting) {
      BOOST_TEST(result.exit_code == 2);
      BOOST_TEST(result.errors.find(message) != std::string::npos, result.errors);
      BOOST_TEST(!fs::exists(runs.path("tiny/pretrained")));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_prompt_is_asked_about_no_more_examples_than_its_task_allows) {
  const std::string task =
      "stages.prompted.task={kind: classification, max_examples: 3, "
      "data: {name: lines}}";
  for (const auto& [items, asked] : {std::pair("null", 3), std::pair("5", 3), std::pair("2", 2)}) {
    const TemporaryFolder runs;
    const ProgramResult result =
        run_program(run_command(runs, {"--stage", "prompted", "--set", task, "--set",
                                       std::string("stages.prompted.prompt.max_items=") + items}));
    BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.errors);
    BOOST_TEST(result_of(runs, "prompted").at("n").as_int() == asked);
  }
}

BOOST_AUTO_TEST_CASE(results_of_other_settings_are_not_shown_as_done) {
  const TemporaryFolder runs;
  BOOST_REQUIRE(run_program(run_command(runs)).exit_code == 0);
  const ProgramResult one =
      run_program(run_command(runs, {"--set", "seed=2", "--stage", "pretrained"}));
  BOOST_REQUIRE_MESSAGE(one.exit_code == 0, one.errors);
  BOOST_TEST(one.output.find("scratch     not started") != std::string::npos, one.output);
  // The folders themselves are kept: with the old settings only what was overwritten runs again.
  const ProgramResult back = run_program(run_command(runs));
  BOOST_TEST(back.errors.find("scratch  done already") != std::string::npos, back.errors);
}

BOOST_AUTO_TEST_CASE(other_content_of_a_file_runs_a_stage_again_and_another_time_does_not) {
  const TemporaryFolder runs;
  const std::string data = runs.write("data.txt", "one");
  const std::vector<std::string> command =
      run_command(runs, {"--stage", "adapted", "--set", "stages.adapted.task.data.path=" + data});
  BOOST_REQUIRE(run_program(command).exit_code == 0);
  fs::last_write_time(data, fs::last_write_time(data) + std::chrono::hours(1));
  BOOST_TEST(run_program(command).errors.find("adapted  done already") != std::string::npos);
  runs.write("data.txt", "two");
  const ProgramResult other = run_program(command);
  BOOST_TEST(other.exit_code == 0);
  BOOST_TEST(other.errors.find("adapted  done already") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(other_content_of_a_picture_in_a_folder_of_the_data_runs_a_stage_again) {
  const TemporaryFolder runs;
  const TemporaryFolder data;
  data.write("train.jsonl", "one");
  data.write("images/day/1.png", "one");
  data.write(".git/index", "one");
  fs::create_directory_symlink("..", data.path("images/back"));
  const std::vector<std::string> command = run_command(
      runs, {"--stage", "adapted", "--set", "stages.adapted.task.data.path=" + data.path()});
  BOOST_REQUIRE(run_program(command).exit_code == 0);
  const auto is_done = [&command] {
    const ProgramResult result = run_program(command);
    BOOST_TEST(result.exit_code == 0, result.errors);
    return result.errors.find("adapted  done already") != std::string::npos;
  };
  data.write(".git/index", "two");
  BOOST_TEST(is_done());
  data.write("images/day/1.png", "two");
  BOOST_TEST(!is_done());
  BOOST_TEST(is_done());
  data.write("images/day/2.png", "one");
  BOOST_TEST(!is_done());
}

BOOST_AUTO_TEST_CASE(a_profile_shows_the_ops_of_ten_steps_and_changes_nothing_else) {
  const TemporaryFolder plain;
  BOOST_REQUIRE(run_program(run_command(plain, {"--stage", "adapted"})).exit_code == 0);
  BOOST_TEST(!fs::exists(plain.path("tiny/adapted/profile.txt")));
  const TemporaryFolder runs;
  const ProgramResult result = run_program(run_command(runs, {"--stage", "adapted", "--profile"}));
  BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.errors);
  for (const char* stage : {"pretrained", "adapted"}) {
    BOOST_TEST(result.output.find(runs.path("tiny/") + stage + "/profile.txt") !=
               std::string::npos);
    const std::string table = read_file(runs.path("tiny/") + stage + "/profile.txt");
    BOOST_TEST(table.starts_with("Steps 3 to 12, per step."), table);
    for (const char* row :
         {"\nadamw_step ", "\noutside of ops ", "\nwhole step ", "\nPeak memory so far: "}) {
      BOOST_TEST(table.find(row) != std::string::npos, table);
    }
  }
  BOOST_TEST(read_file(runs.path("tiny/adapted/adapter/adapter_model.safetensors")) ==
             read_file(plain.path("tiny/adapted/adapter/adapter_model.safetensors")));
}

BOOST_AUTO_TEST_CASE(the_time_line_of_a_profile_holds_ops_within_their_steps) {
  const TemporaryFolder runs;
  BOOST_REQUIRE(run_program(run_command(runs, {"--stage", "pretrained", "--profile"})).exit_code ==
                0);
  const Value trace = parse_json(read_file(runs.path("tiny/pretrained/profile.json")));
  int num_steps = 0;
  double step_end = 0.0;
  bool has_gradient = false;
  bool has_flops = false;
  for (const Value& event : trace.at("traceEvents").as_list()) {
    BOOST_TEST(event.at("ph").as_string() == "X");
    const double start = event.at("ts").as_double();
    const double end = start + event.at("dur").as_double();
    if (event.at("cat").as_string() == "step") {
      BOOST_TEST(start >= step_end);
      BOOST_TEST(event.at("name").as_string() == "step " + std::to_string(num_steps + 3));
      step_end = end;
      ++num_steps;
    }
    BOOST_TEST(end <= step_end + 0.01);
    has_gradient = has_gradient || event.at("cat").as_string() == "gradient";
    has_flops = has_flops || event.at("args").at("flops").as_double() > 0;
  }
  BOOST_TEST(num_steps == 10);
  BOOST_TEST(has_gradient);
  BOOST_TEST(has_flops);
}

BOOST_AUTO_TEST_CASE(a_training_of_few_steps_is_profiled_as_far_as_it_goes) {
  const TemporaryFolder runs;
  BOOST_REQUIRE(run_program(run_command(runs, {"--stage", "pretrained", "--profile", "--set",
                                               "stages.pretrained.train.steps=2"}))
                    .exit_code == 0);
  BOOST_TEST(read_file(runs.path("tiny/pretrained/profile.txt")).starts_with("Steps 1 to 2,"));
  const ProgramResult again = run_program(
      run_command(runs, {"--stage", "pretrained", "--set", "stages.pretrained.train.steps=3"}));
  BOOST_TEST(again.exit_code == 0);
  BOOST_TEST(!fs::exists(runs.path("tiny/pretrained/profile.txt")));
}

BOOST_AUTO_TEST_CASE(another_tokenizer_folder_runs_everything_again) {
  const TemporaryFolder runs;
  runs.write("a/tiny_letters.txt", "letters\n");
  runs.write("b/tiny_letters.txt", "letters\n");
  const auto with_tokenizer = [&runs](const std::string& folder) {
    return run_program(run_command(
        runs, {"--stage", "pretrained", "--set", "tokenizer={from: " + runs.path(folder) + "}"}));
  };
  const ProgramResult first = with_tokenizer("a");
  BOOST_REQUIRE_MESSAGE(first.exit_code == 0, first.errors);
  BOOST_TEST(with_tokenizer("a").errors.find("done already") != std::string::npos);
  const ProgramResult other = with_tokenizer("b");
  BOOST_TEST(other.exit_code == 0);
  BOOST_TEST(other.errors.find("done already") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(files_that_a_kill_left_half_written_are_removed) {
  const TemporaryFolder runs;
  const std::string left = runs.write("tiny/pretrained/model/model.safetensors.tmp-123", "half");
  BOOST_REQUIRE(run_program(run_command(runs, {"--stage", "pretrained"})).exit_code == 0);
  BOOST_TEST(!fs::exists(left));
}

BOOST_AUTO_TEST_CASE(a_second_run_in_the_same_folder_is_refused) {
  const TemporaryFolder runs;
  const TemporaryFolder output;
  Program first(run_command(runs, {"--set", "stages.pretrained.train.steps=200000"}), output);
  first.run_until([&runs] { return fs::exists(runs.path("tiny/pretrained/metrics.jsonl")); });
  const ProgramResult second = run_program(run_command(runs));
  first.kill(SIGKILL);
  first.wait();
  BOOST_TEST(second.exit_code == 2);
  BOOST_TEST(second.errors.find("another process runs in this folder") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
