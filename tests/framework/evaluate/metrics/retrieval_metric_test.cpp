#include "framework/evaluate/metrics/retrieval_metric.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "graft/random.h"
#include "tests/framework/evaluate/metrics/metric_values.h"

namespace graft {
namespace {

using Scores = std::vector<float>;
using Ids = std::vector<std::int64_t>;

struct Query {
  Scores scores;
  Ids right;
};

RetrievalMetric metric_of(const std::vector<Query>& queries, Ids depths = {1, 2, 5}) {
  RetrievalMetric metric(std::move(depths));
  for (const Query& query : queries) metric.add(query.scores, query.right);
  return metric;
}

void check(const std::vector<Query>& queries, double recall1, double recall2, double recall5,
           double mrr) {
  const auto metric = metric_of(queries);
  BOOST_TEST(is_near(value_of(metric, "recall@1"), recall1));
  BOOST_TEST(is_near(value_of(metric, "recall@2"), recall2));
  BOOST_TEST(is_near(value_of(metric, "recall@5"), recall5));
  BOOST_TEST(is_near(value_of(metric, "mrr"), mrr));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(retrieval_metric)

BOOST_AUTO_TEST_CASE(first) { check({{{0.9f, 0.1f, 0.2f}, {0}}}, 1, 1, 1, 1); }

BOOST_AUTO_TEST_CASE(second) { check({{{0.9f, 0.1f, 0.2f}, {2}}}, 0, 1, 1, 0.5); }

BOOST_AUTO_TEST_CASE(last_of_six) { check({{{6, 5, 4, 3, 2, 1}, {5}}}, 0, 0, 0, 1.0 / 6); }

BOOST_AUTO_TEST_CASE(ranks_of_several_queries_are_averaged) {
  // Ranks 1, 2 and 3: recall 1/3, 2/3, 1; mrr (1 + 1/2 + 1/3) / 3 = 11/18.
  check({{{3, 2, 1}, {0}}, {{3, 2, 1}, {1}}, {{3, 2, 1}, {2}}}, 1.0 / 3, 2.0 / 3, 1, 11.0 / 18);
}

BOOST_AUTO_TEST_CASE(the_example_of_the_literature) {
  // Ranks 3, 2 and 1: (1/3 + 1/2 + 1) / 3 = 11/18.
  check({{{3, 2, 1}, {2}}, {{3, 2, 1}, {1}}, {{3, 2, 1}, {0}}}, 1.0 / 3, 2.0 / 3, 1, 11.0 / 18);
}

BOOST_AUTO_TEST_CASE(the_example_of_the_documentation_of_torcheval) {
  // hit_rate(input, target, k=2) of these rows is 1, 0, 0. (The fourth there has a tie, which it
  // counts as found.)
  check({{{0.3f, 0.1f, 0.6f}, {2}}, {{0.5f, 0.2f, 0.3f}, {1}}, {{0.2f, 0.1f, 0.7f}, {1}}}, 1.0 / 3,
        1.0 / 3, 1, (1 + 1.0 / 3 + 1.0 / 3) / 3);
}

BOOST_AUTO_TEST_CASE(the_best_of_several_right_candidates_counts) {
  // Right ones at ranks 2 and 4.
  check({{{1, 4, 3, 2}, {0, 2}}}, 0, 1, 1, 0.5);
}

BOOST_AUTO_TEST_CASE(a_candidate_named_twice_counts_once) {
  check({{{1, 4, 3, 2}, {0, 2, 2}}}, 0, 1, 1, 0.5);
}

BOOST_AUTO_TEST_CASE(a_tie_of_two_is_first_half_the_time) {
  // Rank 1 or 2: recall@1 1/2; mrr (1 + 1/2) / 2.
  check({{{1, 1}, {0}}}, 0.5, 1, 1, 0.75);
  check({{{1, 1}, {1}}}, 0.5, 1, 1, 0.75);
}

BOOST_AUTO_TEST_CASE(a_tie_behind_a_better_one) {
  // Rank 2, 3 or 4: recall@2 1/3; mrr (1/2 + 1/3 + 1/4) / 3 = 13/36.
  check({{{9, 1, 1, 1}, {2}}}, 0, 1.0 / 3, 1, 13.0 / 36);
}

BOOST_AUTO_TEST_CASE(several_right_candidates_in_a_tie) {
  // Two right, one wrong, all alike. The wrong one is first in one of three orders:
  // recall@1 2/3, and then rank 2. mrr 2/3 + 1/3 x 1/2.
  check({{{1, 1, 1}, {0, 1}}}, 2.0 / 3, 1, 1, 5.0 / 6);
}

BOOST_AUTO_TEST_CASE(saying_the_same_of_everything_is_chance) {
  // 10 candidates: 1/10, 2/10, 5/10; mrr H(10) / 10 = 7381/25200.
  check({{Scores(10, 0.5f), {7}}}, 0.1, 0.2, 0.5, 7381.0 / 25200);
}

BOOST_AUTO_TEST_CASE(only_right_candidates) { check({{{1, 1}, {0, 1}}}, 1, 1, 1, 1); }

BOOST_AUTO_TEST_CASE(ties_are_the_mean_over_all_orders) {
  // Scores of 0 to 2 for 6 candidates, of which 2 are right, in every order of equals.
  Rng rng(7);
  for (int round = 0; round < 20; ++round) {
    Scores scores(6);
    for (float& score : scores) score = static_cast<float>(rng.below(3));
    std::vector<std::size_t> order(6);
    std::iota(order.begin(), order.end(), 0);
    double found = 0.0;
    double reciprocal = 0.0;
    double orders = 0.0;
    do {
      // The order decides among equals only.
      std::vector<std::size_t> ranked = order;
      std::stable_sort(ranked.begin(), ranked.end(), [&](std::size_t left, std::size_t right) {
        return scores[left] > scores[right];
      });
      const auto rank = std::find_if(ranked.begin(), ranked.end(),
                                     [](std::size_t candidate) { return candidate < 2; }) -
                        ranked.begin() + 1;
      found += rank <= 2 ? 1.0 : 0.0;
      reciprocal += 1.0 / static_cast<double>(rank);
      orders += 1.0;
    } while (std::next_permutation(order.begin(), order.end()));
    const auto metric = metric_of({{scores, {0, 1}}});
    BOOST_TEST(is_near(value_of(metric, "recall@2"), found / orders, 1e-9));
    BOOST_TEST(is_near(value_of(metric, "mrr"), reciprocal / orders, 1e-9));
  }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_ranked_is_refused) {
  RetrievalMetric metric;
  BOOST_CHECK_THROW(metric.add(Scores{1, 2}, Ids{}), Error);
  BOOST_CHECK_THROW(metric.add(Scores{1, 2}, Ids{2}), Error);
  BOOST_CHECK_THROW(metric.add(Scores{1, NAN}, Ids{0}), Error);
  BOOST_CHECK_THROW(metric.add(Scores{NAN, 1}, Ids{0}), Error);
  BOOST_CHECK_THROW(RetrievalMetric(Ids{0}), Error);
  BOOST_TEST(
      metric.names() == (std::vector<std::string>{"recall@1", "recall@5", "recall@10", "mrr"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
