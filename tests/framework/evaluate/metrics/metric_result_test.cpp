#include "framework/evaluate/metrics/metric_result.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "graft/json.h"

namespace graft {

BOOST_AUTO_TEST_SUITE(metric_results)

BOOST_AUTO_TEST_CASE(numbers_stand_under_their_names_with_intervals_and_signatures) {
  Value result;
  add_results({{"bleu", 25.5, 20.0, 30.25, 100, "BLEU|nrefs:1"}}, result);
  BOOST_TEST(write_json(result) ==
             R"({"bleu": 25.5, "n": 100, "intervals": {"bleu": [20.0, 30.25]}, )"
             R"("signatures": {"bleu": "BLEU|nrefs:1"}})");
}

BOOST_AUTO_TEST_CASE(several_metrics_share_one_result) {
  Value result;
  result.set("split", "test");
  add_results({{"accuracy", 0.5, 0.25, 0.75, 8, ""}}, result);
  add_results({{"chrf", 50.0, 40.0, 60.0, 9, "chrF2"}}, result);
  BOOST_TEST(result.at("n").as_int() == 8);
  BOOST_TEST(result.at("intervals").size() == 2u);
  BOOST_TEST(result.at("signatures").size() == 1u);
  BOOST_TEST(result.at("split").as_string() == "test");
}

BOOST_AUTO_TEST_CASE(what_is_not_defined_is_null) {
  Value result;
  add_results({{"pearson", NAN, NAN, NAN, 1, ""}, {"perplexity", INFINITY, 1.0, INFINITY, 1, ""}},
              result);
  BOOST_TEST(result.at("pearson").is_null());
  BOOST_TEST(result.at("perplexity").is_null());
  BOOST_TEST(result.at("intervals").at("perplexity").as_list()[0].as_double() == 1.0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
