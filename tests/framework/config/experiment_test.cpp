#include "framework/config/experiment.h"

#include <boost/test/unit_test.hpp>

#include "framework/config/yaml.h"
#include "graft/json.h"
#include "tests/framework/config/experiment_fixture.h"

namespace graft {
namespace {

constexpr const char* kWhole = R"(
experiment: moods-1
seed: 7
variables: {data_root: null, rate: 1e-3}
tokenizer: {name: letters, vocab_size: 99, train_on: "${data_root}/train.txt"}
stages:
  base:
    kind: pretrain
    model: {architecture: stack, options: {hidden_size: 32}}
    data: {name: lines, path: "${data_root}", origin: "https://example.org/lines"}
    train: {steps: 20, learning_rate: "${rate}"}
  tuned:
    kind: adapt
    from: base
    adapter: {name: thin, options: {rank: 4}}
    task: {kind: classification, train_examples: 48, data: {name: invented, task: mood}}
    train: {epochs: 1.5}
  asked:
    kind: prompt
    from: base
    prompt: {name: ask, file: ask.yaml, shots: 2, max_items: 10}
    task: {kind: classification, data: {name: invented, task: mood}}
  again: {kind: evaluate, from: tuned}
  table: {kind: compare, of: [tuned, asked]}
)";

struct WholeExperiment : ExperimentFixture {
  WholeExperiment() {
    write("data/train.txt", "text");
    write("ask.yaml", "instruction: \"Is this $${good}?\"\nlabels: {good: yes, bad: no}\n");
  }
  const std::vector<Setting> settings = {{"data_root", "data"}};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(experiment, WholeExperiment)

BOOST_AUTO_TEST_CASE(every_section_is_read) {
  const Experiment read_back = read(kWhole, settings);
  BOOST_TEST(read_back.name == "moods-1");
  BOOST_TEST(read_back.file == path("e.yaml"));
  BOOST_TEST(read_back.seed == 7);
  BOOST_TEST(read_back.tokenizer->name == "letters");
  BOOST_TEST(read_back.tokenizer->options.at("vocab_size").as_int() == 99);
  BOOST_TEST(read_back.tokenizer->train_on == path("data/train.txt"));
  BOOST_TEST(read_back.stages.size() == 5);

  const Stage& base = *read_back.find("base");
  BOOST_TEST((base.kind == StageKind::kPretrain));
  BOOST_TEST(base.mark.line == 7);
  BOOST_TEST(base.model->name == "stack");
  BOOST_TEST(write_json(base.model->options) ==
             R"({"hidden_size": 32, "num_layers": 2, "dropout": 0.0})");
  BOOST_TEST(base.data->options.at("path").as_string() == path("data"));
  BOOST_TEST(base.data->origin == "https://example.org/lines");
  BOOST_TEST(*base.train.steps == 20);
  BOOST_TEST(base.train.learning_rate == 1e-3);

  const Stage& tuned = *read_back.find("tuned");
  BOOST_TEST((tuned.from_is_stage && tuned.from == "base"));
  BOOST_TEST(tuned.adapter->name == "thin");
  BOOST_TEST(tuned.adapter->options.at("rank").as_int() == 4);
  BOOST_TEST(tuned.task->kind == "classification");
  BOOST_TEST(*tuned.task->options.train_examples == 48);
  BOOST_TEST(tuned.task->data.options.at("task").as_string() == "mood");
  BOOST_TEST(*tuned.train.epochs == 1.5);

  const Stage& asked = *read_back.find("asked");
  BOOST_TEST(asked.prompt->shots == 2);
  BOOST_TEST(*asked.prompt->max_items == 10);
  BOOST_TEST(asked.prompt->options.at("labels").at("bad").as_string() == "no");

  BOOST_TEST(read_back.find("table")->of == std::vector<std::string>({"tuned", "asked"}),
             boost::test_tools::per_element());
  BOOST_TEST(read_back.find("nothing") == nullptr);
}

BOOST_AUTO_TEST_CASE(an_evaluation_inherits_what_its_model_learned) {
  const Experiment read_back = read(kWhole, settings);
  BOOST_TEST(read_back.find("again")->task->data.name == "invented");
}

BOOST_AUTO_TEST_CASE(the_resolved_experiment_reads_back_as_the_same) {
  const Experiment first = read(kWhole, settings);
  const Experiment second = read(write_yaml(first.resolved));
  BOOST_TEST((second.resolved == first.resolved));
  BOOST_TEST((second.find("base")->resolved == first.find("base")->resolved));
  BOOST_TEST(write_yaml(second.resolved) == write_yaml(first.resolved));
}

BOOST_AUTO_TEST_CASE(every_default_is_written_out_in_a_fixed_order) {
  const Experiment read_back = read(
      "stages: {s: {train: {steps: 3}, data: {name: invented}, kind: pretrain,\n"
      "             model: {architecture: tower}}}\n"
      "tokenizer: {name: letters}\nexperiment: small\n");
  BOOST_TEST(write_yaml(read_back.resolved) ==
             "experiment: small\n"
             "seed: 0\n"
             "tokenizer:\n"
             "  name: letters\n"
             "  vocab_size: 256\n"
             "stages:\n"
             "  s:\n"
             "    kind: pretrain\n"
             "    model:\n"
             "      architecture: tower\n"
             "      options:\n"
             "        hidden_size: 8\n"
             "        num_floors: 3\n"
             "    data:\n"
             "      name: invented\n"
             "      task: text\n"
             "    train:\n" +
                 [&read_back] {
                   std::string lines;
                   const std::string train = write_yaml(read_back.stages[0].resolved.at("train"));
                   for (std::size_t at = 0; at < train.size(); at = train.find('\n', at) + 1) {
                     lines += "      " + train.substr(at, train.find('\n', at) + 1 - at);
                   }
                   return lines;
                 }());
  BOOST_TEST(write_yaml(read_back.stages[0].resolved.at("train"))
                 .starts_with("steps: 3\nepochs: null\nbatch_size: 16\n"));
}

BOOST_AUTO_TEST_CASE(swapping_an_architecture_is_one_word) {
  std::vector<Setting> swapped = settings;
  swapped.push_back({"stages.base.model.architecture", "tower"});
  const Experiment read_back = read(kWhole, swapped);
  BOOST_TEST(write_json(read_back.find("base")->model->options) ==
             R"({"hidden_size": 32, "num_floors": 3})");
}

BOOST_AUTO_TEST_CASE(text_with_the_marks_of_a_variable_stays_text) {
  const Experiment read_back = read(kWhole, settings);
  const std::string instruction = "Is this ${good}?";
  // Nothing is substituted in a prompt's file: there the text is what it is.
  BOOST_TEST(read_back.find("asked")->prompt->options.at("instruction").as_string() ==
             "Is this $${good}?");
  std::vector<Setting> inlined = settings;
  inlined.push_back({"stages.asked.prompt.instruction", "\"Is this $${good}?\""});
  const Experiment first = read(kWhole, inlined);
  BOOST_TEST(first.find("asked")->prompt->options.at("instruction").as_string() == instruction);
  const Experiment second = read(write_yaml(first.resolved));
  BOOST_TEST(second.find("asked")->prompt->options.at("instruction").as_string() == instruction);
}

BOOST_AUTO_TEST_CASE(inline_options_win_over_those_of_the_prompts_file) {
  std::vector<Setting> more = settings;
  more.push_back({"stages.asked.prompt.instruction", "Sum up."});
  BOOST_TEST(read(kWhole, more).find("asked")->prompt->options.at("instruction").as_string() ==
             "Sum up.");
}

BOOST_AUTO_TEST_CASE(a_tokenizer_can_come_from_a_folder) {
  std::vector<Setting> more = settings;
  more.push_back({"tokenizer", "{from: data}"});
  const Experiment read_back = read(kWhole, more);
  BOOST_TEST(read_back.tokenizer->folder == path("data"));
  BOOST_TEST(read_back.tokenizer->name == "");
}

BOOST_AUTO_TEST_CASE(a_stage_can_start_from_a_folder) {
  std::vector<Setting> more = settings;
  more.push_back({"stages.tuned.from", "data"});
  write("data/config.json", "{}");
  const Experiment read_back = read(kWhole, more);
  BOOST_TEST(!read_back.find("tuned")->from_is_stage);
  BOOST_TEST(read_back.find("tuned")->from == path("data"));
}

BOOST_AUTO_TEST_CASE(a_stage_can_go_on_with_pre_training) {
  write("data/config.json", "{}");
  const Experiment read_back = read(
      "experiment: e\nstages:\n  s: {kind: pretrain, from: data, data: {name: invented}, "
      "train: {steps: 1}}\n");
  BOOST_TEST(read_back.stages[0].from == path("data"));
  BOOST_TEST(!read_back.stages[0].model.has_value());
}

BOOST_AUTO_TEST_CASE(manifests_are_found_beside_the_experiment) {
  const Value document = parse_yaml("experiment: e\nplugins: [plugins.yaml]\n", path("e.yaml"));
  BOOST_TEST(experiment_manifests(document, {}) == std::vector<std::string>({path("plugins.yaml")}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(manifests_are_found_with_the_values_of_variables) {
  const Value document =
      parse_yaml("experiment: e\nvariables: {mine: null}\nplugins: [no.yaml, \"${mine}.yaml\"]\n",
                 path("e.yaml"));
  BOOST_TEST(experiment_manifests(document, {{"mine", "plugins"}}) ==
                 std::vector<std::string>({path("plugins.yaml")}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
