#include "framework/data/batch_order.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"

namespace graft {
namespace {

using Rows = std::vector<std::int64_t>;

Rows counted(std::int64_t count) {
  Rows rows(static_cast<std::size_t>(count));
  std::iota(rows.begin(), rows.end(), 0);
  return rows;
}

BatchOrder order_of(std::int64_t rows, BatchOrderOptions options, const Rows& classes = {}) {
  Rows lengths = counted(rows);  // row k has k tokens
  return BatchOrder(std::move(lengths), classes, options);
}

/// Rows of the batches [first, last).
Rows rows_of(BatchOrder& order, std::int64_t first, std::int64_t last) {
  Rows all;
  for (std::int64_t k = first; k < last; ++k) {
    const Rows batch = order.batch(k);
    all.insert(all.end(), batch.begin(), batch.end());
  }
  return all;
}

std::int64_t spread(const Rows& batch) {
  const auto [least, most] = std::minmax_element(batch.begin(), batch.end());
  return *most - *least;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(order_of_training_batches)

BOOST_AUTO_TEST_CASE(every_epoch_has_each_row_once_in_another_order) {
  for (const bool buckets : {false, true}) {
    BatchOrder order = order_of(40, {.batch_size = 8, .seed = 5, .length_buckets = buckets});
    Rows first = rows_of(order, 0, 5);
    Rows second = rows_of(order, 5, 10);
    BOOST_TEST((first != second));
    std::sort(first.begin(), first.end());
    std::sort(second.begin(), second.end());
    BOOST_TEST((first == counted(40)));
    BOOST_TEST((second == counted(40)));
  }
}

BOOST_AUTO_TEST_CASE(a_batch_may_end_an_epoch_and_begin_the_next_but_epochs_do_not_mix) {
  for (const std::int64_t batch_size : {1, 7, 8, 10, 39, 40, 41, 100}) {
    BatchOrder order = order_of(40, {.batch_size = batch_size, .seed = 5, .length_buckets = true});
    const std::int64_t epochs = 7;
    const Rows rows = rows_of(order, 0, (epochs * 40 + batch_size - 1) / batch_size);
    for (std::int64_t epoch = 0; epoch < epochs; ++epoch) {
      Rows one(rows.begin() + epoch * 40, rows.begin() + (epoch + 1) * 40);
      std::sort(one.begin(), one.end());
      BOOST_TEST((one == counted(40)), "batches of " << batch_size << ", epoch " << epoch);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_long_epoch_is_sorted_in_parts_that_are_alike) {
  // 650 batches: eleven parts of 59 or 60, each with rows of all lengths.
  BatchOrder order = order_of(1300, {.batch_size = 2, .seed = 4, .length_buckets = true});
  std::int64_t sum = 0;
  for (std::int64_t k = 0; k < 650; ++k) sum += spread(order.batch(k));
  BOOST_TEST(sum < 650 * 30);
  for (std::int64_t k = 590; k < 650; ++k) BOOST_TEST(spread(order.batch(k)) < 100);
  Rows all = rows_of(order, 0, 650);
  std::sort(all.begin(), all.end());
  BOOST_TEST((all == counted(1300)));
}

BOOST_AUTO_TEST_CASE(a_batch_is_a_function_of_its_number) {
  const BatchOrderOptions options{.batch_size = 7, .seed = 3, .length_buckets = true};
  BatchOrder forward = order_of(100, options);
  BatchOrder backward = order_of(100, options);
  std::map<std::int64_t, Rows> seen;
  for (std::int64_t k = 0; k < 30; ++k) seen[k] = forward.batch(k);
  for (std::int64_t k = 29; k >= 0; --k) BOOST_TEST((backward.batch(k) == seen[k]));
}

BOOST_AUTO_TEST_CASE(buckets_put_rows_of_like_length_together_in_random_order) {
  BatchOrder plain = order_of(800, {.batch_size = 8, .seed = 1});
  BatchOrder buckets = order_of(800, {.batch_size = 8, .seed = 1, .length_buckets = true});
  std::int64_t plain_spread = 0;
  std::int64_t bucket_spread = 0;
  Rows firsts;
  for (std::int64_t k = 0; k < 64; ++k) {
    plain_spread += spread(plain.batch(k));
    bucket_spread += spread(buckets.batch(k));
    firsts.push_back(buckets.batch(k).front());
  }
  BOOST_TEST(bucket_spread * 10 < plain_spread);
  BOOST_TEST(!std::is_sorted(firsts.begin(), firsts.end()));
}

BOOST_AUTO_TEST_CASE(balanced_classes_are_drawn_equally_often_and_their_rows_in_turn) {
  // Class 0 has 30 rows, class 1 has 6.
  Rows classes(36, 0);
  std::fill(classes.begin() + 30, classes.end(), 1);
  BatchOrder order = order_of(36, {.batch_size = 6, .seed = 2, .balance_classes = true}, classes);
  const Rows rows = rows_of(order, 0, 10);  // 60: each row of class 0 once, of class 1 five times
  std::map<std::int64_t, int> times;
  for (const std::int64_t row : rows) ++times[row];
  for (std::int64_t row = 0; row < 36; ++row) BOOST_TEST(times[row] == (row < 30 ? 1 : 5));
}

BOOST_AUTO_TEST_CASE(few_rows_fill_a_batch_by_coming_again) {
  BatchOrder order = order_of(2, {.batch_size = 5, .seed = 1, .length_buckets = true});
  const Rows batch = order.batch(0);
  BOOST_TEST(batch.size() == 5u);
  BOOST_TEST(std::count(batch.begin(), batch.end(), 0) >= 2);
  BOOST_CHECK_THROW(order_of(0, {}), Error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
