#include "framework/data/token_stream.h"

#include <numeric>
#include <optional>
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

#include "graft/batch.h"
#include "graft/error.h"
#include "graft/parallel.h"
#include "tests/plugins/tiny/architecture.h"
#include "tests/plugins/tiny/tokenizer.h"

namespace graft {
namespace {

std::vector<std::int64_t> counting(std::int64_t count) {
  std::vector<std::int64_t> tokens(static_cast<std::size_t>(count));
  std::iota(tokens.begin(), tokens.end(), 0);
  return tokens;
}

std::vector<std::int64_t> row_of(const Tensor& windows, std::int64_t row) {
  const std::int64_t* first = windows.data<std::int64_t>() + row * windows.dim(1);
  return {first, first + windows.dim(1)};
}

/// Documents of one split, counted off: "0", "1" …
class Numbers : public Dataset {
 public:
  explicit Numbers(std::int64_t size) : size_(size) {}

  std::vector<std::string> splits() const override { return {"train"}; }
  std::int64_t size(const std::string&) const override { return size_; }
  Example example(const std::string&, std::int64_t index) const override {
    Example example;
    const bool has_text = index != missing_text;
    example.columns[has_text ? "text" : "label"] = std::to_string(index);
    return example;
  }

  std::int64_t missing_text = -1;  // this document has none

 private:
  std::int64_t size_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(reading_tokens)

BOOST_AUTO_TEST_CASE(documents_come_in_order_for_any_number_of_threads) {
  std::vector<std::int64_t> expected;
  for (int i = 0; i < 3000; ++i) {
    for (const char digit : std::to_string(i)) expected.push_back(digit);
    expected.push_back(128);
  }
  const int before = num_threads();
  for (const int threads : {1, 3}) {
    set_num_threads(threads);
    BOOST_TEST((read_token_stream(Numbers(3000), "train", Letters()) == expected));
  }
  set_num_threads(before);
}

BOOST_AUTO_TEST_CASE(a_document_alone_has_no_end) {
  BOOST_TEST(read_token_stream(Numbers(1), "train", Letters()) == (std::vector<std::int64_t>{'0'}));
  BOOST_TEST(read_token_stream(Numbers(0), "train", Letters()).empty());
}

BOOST_AUTO_TEST_CASE(a_stream_is_counted_as_it_would_be_read) {
  for (const int size : {0, 1, 50}) {
    const TokenCount count = count_tokens(Numbers(size), "train", Letters());
    const auto tokens = read_token_stream(Numbers(size), "train", Letters());
    BOOST_TEST(count.tokens == static_cast<double>(tokens.size()));
    BOOST_TEST(count.is_exact);
  }
  BOOST_TEST(count_tokens(Numbers(50), "train", Letters()).bytes == 90.0);  // 10 + 2 * 40
}

BOOST_AUTO_TEST_CASE(a_document_without_text_is_an_error) {
  Numbers documents(50);
  documents.missing_text = 30;
  BOOST_CHECK_THROW(read_token_stream(documents, "train", Letters()), InputError);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(token_windows)

BOOST_AUTO_TEST_CASE(in_order_every_token_but_the_first_is_a_target_once) {
  // Length 5, stride 4: the last token of a window is the first of the next.
  const Tensor windows = windows_in_order(counting(11), {5, 4});
  BOOST_TEST(windows.dim(0) == 3);
  BOOST_TEST(row_of(windows, 0) == (std::vector<std::int64_t>{0, 1, 2, 3, 4}));
  BOOST_TEST(row_of(windows, 2) ==
             (std::vector<std::int64_t>{8, 9, 10, kIgnoreIndex, kIgnoreIndex}));
  std::multiset<std::int64_t> targets;
  for (std::int64_t row = 0; row < windows.dim(0); ++row) {
    const auto tokens = row_of(windows, row);
    for (std::size_t i = 1; i < tokens.size(); ++i) {
      if (tokens[i] != kIgnoreIndex) targets.insert(tokens[i]);
    }
  }
  BOOST_TEST(targets.size() == 10u);
  BOOST_TEST(std::set<std::int64_t>(targets.begin(), targets.end()).size() == 10u);
}

BOOST_AUTO_TEST_CASE(a_stream_that_ends_with_a_window_makes_no_empty_one) {
  BOOST_TEST(windows_in_order(counting(9), {5, 4}).dim(0) == 2);
  BOOST_TEST(windows_in_order(counting(3), {5, 4}).dim(0) == 1);
}

BOOST_AUTO_TEST_CASE(an_epoch_takes_every_window_once_and_the_next_starts_elsewhere) {
  WindowSampler sampler(counting(205), {5, 4}, 7);
  BOOST_TEST(sampler.epoch_size() == 50);
  std::set<std::int64_t> starts;
  const Tensor windows = sampler.rows(0, 50);
  for (std::int64_t row = 0; row < 50; ++row) {
    const auto tokens = row_of(windows, row);
    BOOST_TEST(tokens.back() == tokens.front() + 4);
    starts.insert(tokens.front());
  }
  BOOST_TEST(starts.size() == 50u);
  const auto later = row_of(sampler.rows(50, 1), 0);
  const auto again = row_of(WindowSampler(counting(205), {5, 4}, 7).rows(50, 1), 0);
  BOOST_TEST(later == again);
}

BOOST_AUTO_TEST_CASE(a_training_takes_windows_as_short_as_it_says) {
  Rng rng(1);
  const Tiny model({.max_positions = 12, .vocab_size = 129}, HeadSpec{}, rng);
  const auto own = training_window(model, {}, std::nullopt);
  BOOST_TEST((own.length == 13 && own.stride == 12));
  const auto less = training_window(model, {}, 5);
  BOOST_TEST((less.length == 5 && less.stride == 4));
  BOOST_TEST(training_window(model, {}, 13).stride == 12);
  BOOST_CHECK_THROW(training_window(model, {}, 14), InputError);
}

BOOST_AUTO_TEST_CASE(a_text_shorter_than_a_window_is_an_error_with_both_numbers) {
  try {
    const WindowSampler sampler(counting(4), {5, 4}, 7);
    BOOST_FAIL("accepted");
  } catch (const InputError& error) {
    BOOST_TEST(std::string(error.what()).find("has 4 tokens, one window needs 5") !=
               std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
