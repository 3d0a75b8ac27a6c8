#include <boost/test/unit_test.hpp>

#include "framework/config/yaml.h"
#include "tests/framework/config/experiment_fixture.h"

namespace graft {
namespace {

/// A pre-trained `base`, then the given stages from line 4 on.
std::string stages(const std::string& lines) {
  return "experiment: e\ntokenizer: {name: letters}\nstages: {base: {kind: pretrain, model: "
         "{architecture: stack}, data: {name: invented}, train: {steps: 1}},\n" +
         lines + "}\n";
}

std::string adapt(const std::string& name, const std::string& from) {
  return name + ": {kind: adapt, from: " + from +
         ", adapter: {name: whole}, train: {steps: 1}, task: {kind: classification, data: {name: "
         "invented}}}";
}

const char* const kTask = "task: {kind: classification, data: {name: invented}}";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(stage_links, ExperimentFixture)

BOOST_AUTO_TEST_CASE(a_stage_names_stages_above_it) {
  BOOST_TEST(errors(stages(adapt("a", "base") + ",\n" + adapt("b", "a"))) == "no error");
  BOOST_TEST(errors(stages(adapt("a", "b") + ",\n" + adapt("b", "base"))) ==
             "e.yaml:4:24: error: stages.a.from: stage `b` comes later; move it above this stage");
  BOOST_TEST(errors(stages(adapt("a", "a"))) ==
             "e.yaml:4:24: error: stages.a.from: a stage cannot use itself; name a stage above it");
}

BOOST_AUTO_TEST_CASE(an_unknown_stage_gets_the_nearest_name) {
  BOOST_TEST(errors(stages(adapt("a", "bas"))) ==
             "e.yaml:4:24: error: stages.a.from: no stage or folder named `bas`; did you mean "
             "`base`?");
  BOOST_TEST(errors(stages(adapt("a", "other-model"))) ==
             "e.yaml:4:24: error: stages.a.from: no stage or folder named `other-model`; stages "
             "above this one: base");
}

BOOST_AUTO_TEST_CASE(a_folder_is_looked_for_where_there_is_no_stage) {
  const std::string text = errors(stages(adapt("a", "runs/no/model")));
  BOOST_TEST(text.starts_with(
      "e.yaml:4:24: error: stages.a.from: no file or folder `runs/no/model`; looked at runs/no/"));
  write("runs/file", "");
  BOOST_TEST(errors(stages(adapt("a", "runs/file"))) ==
             "e.yaml:4:24: error: stages.a.from: `runs/file` is not a folder; name a stage, or a "
             "folder with a model");
}

BOOST_AUTO_TEST_CASE(models_come_from_stages_that_train) {
  const std::string prompt =
      std::string("p: {kind: prompt, from: base, prompt: {name: ask, instruction: x}, ") + kTask +
      "}";
  BOOST_TEST(errors(stages(prompt + ",\n" + adapt("a", "p"))) ==
             "e.yaml:5:24: error: stages.a.from: `p` is a stage of kind prompt and has no model; "
             "name a stage of kind pretrain or adapt");
}

BOOST_AUTO_TEST_CASE(a_comparison_names_stages_with_results_once) {
  BOOST_TEST(errors(stages("t: {kind: compare, of: [base, base, bose]},\n"
                           "u: {kind: compare, of: [t, t2]}, t2: {kind: compare, of: [base]}")) ==
             "e.yaml:4:31: error: stages.t.of: `base` is named twice; name each stage once\n"
             "e.yaml:4:37: error: stages.t.of: no stage named `bose`; did you mean `base`?\n"
             "e.yaml:5:25: error: stages.u.of: `t` is itself a comparison and has no results; name "
             "the stages that it compares\n"
             "e.yaml:5:28: error: stages.u.of: stage `t2` comes later; move it above this stage");
}

BOOST_AUTO_TEST_CASE(an_evaluation_needs_a_task_that_its_model_has_learned) {
  write("m/config.json", "{}");
  BOOST_TEST(errors(stages("v: {kind: evaluate, from: ./m}")) ==
             "e.yaml:4:4: error: stages.v.task: missing; say what to evaluate the folder's model "
             "on");
  BOOST_TEST(errors(stages(std::string("v: {kind: evaluate, from: base, ") + kTask + "}")) ==
             "e.yaml:4:27: error: stages.v.from: `base` is pre-trained only and has not learned a "
             "task; adapt it first, or ask it with a stage of kind prompt");
}

BOOST_AUTO_TEST_CASE(a_stage_may_be_named_like_a_number_or_another_plain_value) {
  for (const std::string name : {"2024", "1", "true", "1e3"}) {
    const Experiment experiment = read(stages(adapt(name, "base") + ",\n" + adapt("b", name) +
                                              ",\nt: {kind: compare, of: [" + name + "]}"));
    BOOST_TEST(experiment.find("b")->from == name);
    BOOST_TEST(experiment.find("b")->from_is_stage);
    const Experiment again = read(write_yaml(experiment.resolved));
    BOOST_TEST((again.resolved == experiment.resolved));
  }
}

BOOST_AUTO_TEST_CASE(an_empty_origin_is_refused) {
  BOOST_TEST(errors(stages(adapt("a", "\"\""))) ==
             "e.yaml:4:24: error: stages.a.from: expected a stage or a folder; name a stage above "
             "this one, or a folder with a model");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
