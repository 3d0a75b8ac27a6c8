#include "graft/nn/kv_cache.h"

#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/ops/elementwise.h"
#include "tests/support/problem_texts.h"

using namespace graft;

namespace {

std::vector<float> values(const Tensor& tensor) {
  return {tensor.data<float>(), tensor.data<float>() + tensor.numel()};
}

using Ids = std::vector<std::int64_t>;

Ids ids_of(const Tensor& tensor) {
  return {tensor.data<std::int64_t>(), tensor.data<std::int64_t>() + tensor.numel()};
}

void append_zeros(KvCache& cache, std::int64_t batch, std::int64_t count) {
  const Tensor zeros = Tensor::zeros({batch, count, 1});
  cache.append(0, zeros, zeros);
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

BOOST_AUTO_TEST_CASE(without_padding_places_count_on_and_no_mask_is_kept) {
  KvCache cache(1);
  BOOST_TEST(ids_of(cache.append_mask(Tensor(), 2, 3)) == (Ids{0, 1, 2}),
             boost::test_tools::per_element());
  append_zeros(cache, 2, 3);
  const Tensor all_real = Tensor::from({2, 2}, Ids{1, 1, 1, 1});
  BOOST_TEST(ids_of(cache.append_mask(all_real, 2, 2)) == (Ids{3, 4}),
             boost::test_tools::per_element());
  BOOST_TEST(!cache.key_mask.defined());
}

BOOST_AUTO_TEST_CASE(padding_takes_no_place_in_its_row) {
  KvCache cache(1);
  const Tensor first = cache.append_mask(Tensor::from({2, 3}, Ids{0, 0, 1, 1, 1, 1}), 2, 3);
  BOOST_TEST((first.shape() == Shape{2, 3}));
  BOOST_TEST(ids_of(first)[2] == 0);
  BOOST_TEST((ids_of(first)[3] == 0 && ids_of(first)[4] == 1 && ids_of(first)[5] == 2));
  append_zeros(cache, 2, 3);
  const Tensor second = cache.append_mask(Tensor(), 2, 2);
  BOOST_TEST(ids_of(second) == (Ids{1, 2, 3, 4}), boost::test_tools::per_element());
  BOOST_TEST(ids_of(cache.key_mask) == (Ids{0, 0, 1, 1, 1, 1, 1, 1, 1, 1}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(padding_that_comes_late_marks_what_was_before_as_real) {
  KvCache cache(1);
  cache.append_mask(Tensor(), 2, 1);
  append_zeros(cache, 2, 1);
  const Tensor places = cache.append_mask(Tensor::from({2, 1}, Ids{1, 0}), 2, 1);
  BOOST_TEST(ids_of(places)[0] == 1);
  BOOST_TEST(ids_of(cache.key_mask) == (Ids{1, 1, 1, 0}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(masks_and_sources_follow_the_rows) {
  KvCache cache(1);
  cache.append_mask(Tensor::from({2, 2}, Ids{0, 1, 1, 1}), 2, 2);
  append_zeros(cache, 2, 2);
  cache.source_keys = {Tensor::from({2, 1, 1}, std::vector<float>{7, 8})};
  cache.source_values = cache.source_keys;
  cache.source_mask = Tensor::from({2, 1}, Ids{1, 0});
  cache.select_rows({1, 0, 1});
  BOOST_TEST(ids_of(cache.key_mask) == (Ids{1, 1, 0, 1, 1, 1}), boost::test_tools::per_element());
  BOOST_TEST(values(cache.source_keys[0]) == (std::vector<float>{8, 7, 8}),
             boost::test_tools::per_element());
  BOOST_TEST(ids_of(cache.source_mask) == (Ids{0, 1, 0}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_mask_of_another_shape_is_an_error) {
  BOOST_TEST(problem_text([] {
               KvCache(1).append_mask(Tensor::from({1, 2}, Ids{1, 1}), 2, 2);
             }) == "error: attention_mask: expected i64 [2, 2], got i64 [1, 2]");
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
