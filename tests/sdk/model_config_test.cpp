#include "graft/model_config.h"

#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/json.h"
#include "tests/support/problem_texts.h"

using namespace graft;

namespace {

HeadSpec labels_of(const std::string& json) {
  HeadSpec head;
  head.kind = HeadKind::kSequenceClassification;
  read_labels(parse_json(json, "config.json"), head);
  return head;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(model_config)

BOOST_AUTO_TEST_CASE(absent_and_null_members_have_their_fallback) {
  const Value config = parse_json(R"({"a": 3, "b": null})", "config.json");
  Value options = Value::map();
  take(config, "a", options, "first", 7);
  take(config, "b", options, "second", 8);
  take(config, "c", options, "third", 9);
  BOOST_TEST(options.at("first").as_int() == 3);
  BOOST_TEST(options.at("second").as_int() == 8);
  BOOST_TEST(options.at("third").as_int() == 9);
}

BOOST_AUTO_TEST_CASE(a_null_or_negative_token_is_none) {
  const Value config = parse_json(R"({"a": null, "b": -1, "c": 5})", "config.json");
  Value options = Value::map();
  for (const char* key : {"a", "b", "c", "d"}) take_token(config, key, options, 2);
  BOOST_TEST(options.at("a").is_null());
  BOOST_TEST(options.at("b").is_null());
  BOOST_TEST(options.at("c").as_int() == 5);
  BOOST_TEST(options.at("d").as_int() == 2);
}

BOOST_AUTO_TEST_CASE(floats_are_written_with_their_shortest_decimals) {
  BOOST_TEST(shortest(0.1f).as_double() == 0.1);
  BOOST_TEST(shortest(1e-12f).as_double() == 1e-12);
}

BOOST_AUTO_TEST_CASE(labels_come_in_order_of_their_index) {
  const HeadSpec head = labels_of(R"({"id2label": {"1": "yes", "0": "no"}})");
  BOOST_TEST(head.labels == (std::vector<std::string>{"no", "yes"}),
             boost::test_tools::per_element());
  BOOST_TEST(head.problem_type.empty());
}

BOOST_AUTO_TEST_CASE(without_names_there_are_two_labels_and_one_means_regression) {
  BOOST_TEST(labels_of("{}").labels == (std::vector<std::string>{"LABEL_0", "LABEL_1"}),
             boost::test_tools::per_element());
  BOOST_TEST(labels_of(R"({"num_labels": 1})").problem_type == "regression");
}

BOOST_AUTO_TEST_CASE(a_number_of_labels_out_of_range_is_an_error) {
  BOOST_TEST(problem_text([] { labels_of(R"({"num_labels": 99999999999})"); }) ==
             "config.json: error: num_labels: expected 1 to 1048576");
}

BOOST_AUTO_TEST_CASE(written_labels_are_read_again) {
  HeadSpec head;
  head.kind = HeadKind::kSequenceClassification;
  head.labels = {"bad", "good", "so so"};
  head.problem_type = "multi_label_classification";
  Value config = Value::map();
  write_labels(head, config);
  HeadSpec again;
  read_labels(config, again);
  BOOST_TEST(again.labels == head.labels, boost::test_tools::per_element());
  BOOST_TEST(again.problem_type == head.problem_type);
  BOOST_TEST(config.at("label2id").at("so so").as_int() == 2);
}

BOOST_AUTO_TEST_SUITE_END()
