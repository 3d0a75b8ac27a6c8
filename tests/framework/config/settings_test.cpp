#include "framework/config/settings.h"

#include <boost/test/unit_test.hpp>

#include "framework/config/experiment_keys.h"
#include "framework/config/yaml.h"
#include "graft/json.h"
#include "tests/framework/config/experiment_fixture.h"

namespace graft {
namespace {

struct Applied {
  Value document;
  std::string errors;
};

Applied apply(const std::string& key, const std::string& value) {
  Applied result{
      parse_yaml("experiment: e\nvariables: {root: null}\nstages: {base: {train: {steps: "
                 "5}, list: [a, b]}}\n",
                 "a.yaml"),
      ""};
  std::vector<Problem> problems;
  apply_settings(result.document, {{key, value}}, problems);
  for (const Problem& problem : problems) {
    result.errors += (result.errors.empty() ? "" : "\n") + problem.text();
  }
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(settings)

BOOST_AUTO_TEST_CASE(a_dotted_path_reaches_any_value) {
  const Value base = apply("stages.base.train.steps", "7").document.at("stages").at("base");
  BOOST_TEST(write_json(base) == R"({"train": {"steps": 7}, "list": ["a", "b"]})");
  BOOST_TEST(*base.at("train").at("steps").mark().file == "--set stages.base.train.steps");
}

BOOST_AUTO_TEST_CASE(values_are_yaml) {
  const Value document = apply("stages.base.train", "{steps: 1e3, x: [yes]}").document;
  BOOST_TEST(write_json(document.at("stages").at("base").at("train")) ==
             R"({"steps": 1000.0, "x": ["yes"]})");
  BOOST_TEST(apply("root", "").document.at("variables").at("root").is_null());
}

BOOST_AUTO_TEST_CASE(the_name_of_a_variable_sets_the_variable) {
  BOOST_TEST(apply("root", "../data").document.at("variables").at("root").as_string() == "../data");
}

BOOST_AUTO_TEST_CASE(keys_that_are_not_written_yet_are_added) {
  BOOST_TEST(apply("seed", "3").document.at("seed").as_int() == 3);
  BOOST_TEST(write_json(apply("stages.base.model.options.rank", "3").document.at("stages")) ==
             R"({"base": {"train": {"steps": 5}, "list": ["a", "b"], )"
             R"("model": {"options": {"rank": 3}}}})");
}

BOOST_AUTO_TEST_CASE(entries_of_lists_are_counted_from_zero) {
  BOOST_TEST(
      write_json(apply("stages.base.list.1", "c").document.at("stages").at("base").at("list")) ==
      R"(["a", "c"])");
  BOOST_TEST(
      apply("stages.base.list.2", "c").errors ==
      "--set stages.base.list.2: error: `stages.base.list` is a list of 2 entries and has no "
      "`2`; count its entries from 0, or set `stages.base.list` itself");
}

BOOST_AUTO_TEST_CASE(a_setting_that_leads_nowhere_gets_the_nearest_name) {
  BOOST_TEST(apply("rot", "1").errors ==
             "--set rot: error: no variable and no section named `rot`; did you mean `root`?");
  BOOST_TEST(apply("stages.bas.train.steps", "1").errors ==
             "--set stages.bas.train.steps: error: no stage named `bas`; did you mean `base`?");
  BOOST_TEST(apply("variables.rot", "1").errors ==
             "--set variables.rot: error: no variable named `rot`; did you mean `root`?");
  BOOST_TEST(apply("stages.base.train.steps.x", "1").errors ==
             "--set stages.base.train.steps.x: error: `stages.base.train.steps` is a value and has "
             "no `x`; set `stages.base.train.steps` itself");
  BOOST_TEST(apply("stages.base..x", "1").errors ==
             "--set stages.base..x: error: an empty name in `stages.base..x`; write "
             "`section.key=value`");
}

BOOST_AUTO_TEST_CASE(a_setting_like_no_other_is_answered_with_the_names_there_are) {
  BOOST_TEST(apply("nosuch", "3").errors ==
             "--set nosuch: error: no variable and no section named `nosuch`; there are: "
             "experiment, seed, plugins, variables, tokenizer, stages, root");
  BOOST_TEST(apply("stages.nostage.x", "1").errors ==
             "--set stages.nostage.x: error: no stage named `nostage`; there is only base");
}

BOOST_AUTO_TEST_CASE(a_long_list_of_names_is_cut_after_ten) {
  std::vector<std::string> names;
  for (int i = 0; i < 12; ++i) names.push_back("name" + std::to_string(i));
  BOOST_TEST(nearest_or_all("x", names) ==
             "there are: name0, name1, name2, name3, name4, name5, name6, name7, name8, name9 and "
             "2 more");
  BOOST_TEST(nearest_or_all("x", {}) == "there are none");
}

BOOST_AUTO_TEST_CASE(a_value_that_is_not_yaml_is_refused) {
  BOOST_TEST(apply("seed", "[1").errors ==
             "--set seed: error: this `[` is never closed; add the closing `]`");
}

BOOST_AUTO_TEST_CASE(manifests_are_chosen_by_their_own_option) {
  BOOST_TEST(apply("plugins", "[a.yaml]").errors ==
             "--set plugins: error: `plugins` cannot be set; use `--plugins MANIFEST`");
}

BOOST_FIXTURE_TEST_CASE(an_unknown_key_of_a_setting_is_named_with_it, ExperimentFixture) {
  BOOST_TEST(
      errors("experiment: e\ntokenizer: {name: letters}\nstages: {s: {kind: pretrain, model: "
             "{architecture: stack}, data: {name: invented}, train: {steps: 5}}}\n",
             {{"stages.s.train.stepz", "1"}}) ==
      "--set stages.s.train.stepz: error: unknown key; did you mean "
      "`steps`?");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
