#include "graft/nn/kv_cache.h"

#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/ops/elementwise.h"

using namespace graft;

namespace {

std::vector<float> values(const Tensor& tensor) {
  return {tensor.data<float>(), tensor.data<float>() + tensor.numel()};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(kv_cache)

BOOST_AUTO_TEST_CASE(a_fresh_cache_holds_no_position) {
  BOOST_TEST(KvCache().length() == 0);
  BOOST_TEST(KvCache(3).length() == 0);
  BOOST_TEST(KvCache(3).keys.size() == 3u);
}

BOOST_AUTO_TEST_CASE(positions_are_appended_per_row) {
  KvCache cache(1);
  cache.append(0, Tensor::from({2, 1, 1}, std::vector<float>{1, 2}), Tensor::zeros({2, 1, 1}));
  cache.append(0, Tensor::from({2, 1, 1}, std::vector<float>{3, 4}), Tensor::zeros({2, 1, 1}));
  BOOST_TEST(cache.length() == 2);
  BOOST_TEST(values(cache.keys[0]) == (std::vector<float>{1, 3, 2, 4}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(rows_follow_the_beams) {
  KvCache cache(2);
  cache.append(0, Tensor::from({2, 1, 1}, std::vector<float>{1, 2}),
               Tensor::from({2, 1, 1}, std::vector<float>{5, 6}));
  cache.select_rows({1, 1, 0});
  BOOST_TEST(values(cache.keys[0]) == (std::vector<float>{2, 2, 1}),
             boost::test_tools::per_element());
  BOOST_TEST(values(cache.values[0]) == (std::vector<float>{6, 6, 5}),
             boost::test_tools::per_element());
  BOOST_TEST(!cache.keys[1].defined());
}

BOOST_AUTO_TEST_CASE(no_position_keeps_the_graph_it_came_from) {
  Tensor leaf = Tensor::full({1, 1, 1}, 2.0f);
  leaf.set_requires_grad(true);
  KvCache cache(1);
  for (int position = 0; position < 2; ++position) {
    cache.append(0, scale(leaf, 3.0f), scale(leaf, 4.0f));
    BOOST_TEST(cache.keys[0].gradient_node() == nullptr);
    BOOST_TEST(cache.values[0].gradient_node() == nullptr);
  }
}

BOOST_AUTO_TEST_SUITE_END()
