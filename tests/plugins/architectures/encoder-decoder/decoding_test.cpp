#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/graft_point.h"
#include "graft/ops/elementwise.h"
#include "graft/ops/shape.h"
#include "tests/plugins/architectures/encoder-decoder/tiny_t5.h"
#include "tests/support/problem_texts.h"

namespace {

using graft::Batch;
using graft::ForwardContext;
using graft::KvCache;
using graft::Tensor;
using graft::TextToTextModel;
using graft::tests::at;
using graft::tests::bound;
using graft::tests::difference;
using graft::tests::ids;
using graft::tests::pass;
using graft::tests::tiny_model;
using graft::tests::tiny_options;

/// A model whose biases are strong, so that a wrong distance shows.
std::unique_ptr<TextToTextModel> strong_model() {
  auto model = tiny_model();
  for (const graft::NamedParameter& named : model->parameters()) {
    if (named.name.find("relative_attention_bias") == std::string::npos) continue;
    Tensor weight = named.tensor;
    for (std::int64_t i = 0; i < weight.numel(); ++i) weight.data<float>()[i] *= 5.0f;
  }
  return model;
}

Batch source_of(const Tensor& input_ids, const Tensor& mask = Tensor()) {
  Batch batch;
  batch["input_ids"] = input_ids;
  if (mask.defined()) batch["attention_mask"] = mask;
  return batch;
}

/// Logits behind the last token of one text, in one pass over one source.
Tensor expected_logits(TextToTextModel& model, const std::vector<std::int64_t>& source,
                       const std::vector<std::int64_t>& text) {
  const graft::NoGradient no_gradient;
  Batch batch = source_of(ids(1, source));
  batch["decoder_input_ids"] = ids(1, text);
  return at(pass(model, batch).logits, 0, static_cast<std::int64_t>(text.size()) - 1);
}

void check_row(const Tensor& found, std::int64_t row, const Tensor& expected) {
  BOOST_TEST(difference(found.view_rows(row, row + 1), expected) <= bound(expected));
}

const std::vector<std::int64_t> kLong = {3, 4, 5, 6, 7, 1};
const std::vector<std::int64_t> kShort = {8, 9, 1};

/// Both, the second padded.
Batch two_sources() {
  return source_of(ids(2, {3, 4, 5, 6, 7, 1, 8, 9, 1, 0, 0, 0}),
                   ids(2, {1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0}));
}

/// Fixed keys and values in front of an attention.
class FixedPrefix : public graft::Graft {
 public:
  explicit FixedPrefix(graft::KeyValue one_row) : one_row_(std::move(one_row)) {}
  std::optional<graft::KeyValue> prefix(std::int64_t batch, ForwardContext&) override {
    const std::vector<std::int64_t> rows(static_cast<std::size_t>(batch), 0);
    return graft::KeyValue{select_rows(one_row_.key, rows), select_rows(one_row_.value, rows)};
  }

 private:
  graft::KeyValue one_row_;
};

/// Attaches a prefix to every attention whose name holds `part`; that of block i is `of(i)`.
template <typename Of>
void attach_prefixes(TextToTextModel& model, const std::string& part, const Of& of) {
  std::size_t block = 0;
  for (const graft::NamedGraftPoint& named : model.graft_points()) {
    const bool is_attention = named.point->kind() == graft::GraftPointKind::kAttention;
    if (!is_attention || named.name.find(part) == std::string::npos) continue;
    named.point->attach(std::make_shared<FixedPrefix>(of(block++)));
  }
  BOOST_TEST_REQUIRE(block > 0u);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(encoder_decoder_decoding)

BOOST_AUTO_TEST_CASE(step_by_step_equals_one_pass) {
  const auto model = strong_model();
  const graft::NoGradient no_gradient;
  ForwardContext context;
  KvCache cache = model->start(two_sources(), context);
  BOOST_TEST(cache.source_keys.size() == 3u);
  BOOST_TEST(cache.length() == 0);
  std::vector<std::int64_t> first = {0};
  std::vector<std::int64_t> second = {0};
  Tensor found = model->next_token_logits(ids(2, {0, 0}), Tensor(), cache, context);
  for (const auto& [a, b] : std::vector<std::pair<std::int64_t, std::int64_t>>{
           {11, 12}, {13, 4}, {5, 5}, {20, 3}, {7, 8}, {2, 2}, {11, 9}, {4, 6}, {3, 3}, {1, 17}}) {
    check_row(found, 0, expected_logits(*model, kLong, first));
    check_row(found, 1, expected_logits(*model, kShort, second));
    first.push_back(a);
    second.push_back(b);
    found = model->next_token_logits(ids(2, {a, b}), Tensor(), cache, context);
  }
  check_row(found, 0, expected_logits(*model, kLong, first));
  check_row(found, 1, expected_logits(*model, kShort, second));
  BOOST_TEST(cache.length() == 11);
}

BOOST_AUTO_TEST_CASE(padding_on_either_side_takes_no_position) {
  const auto model = strong_model();
  const graft::NoGradient no_gradient;
  ForwardContext context;
  const std::vector<std::int64_t> first = {0, 11, 12, 13};
  const std::vector<std::int64_t> second = {0, 14};
  // The short row's padding on the left, on the right, and in the middle.
  const std::vector<std::pair<std::vector<std::int64_t>, std::vector<std::int64_t>>> rows = {
      {{9, 9, 0, 14}, {0, 0, 1, 1}}, {{0, 14, 9, 9}, {1, 1, 0, 0}}, {{9, 0, 9, 14}, {0, 1, 0, 1}}};
  for (const auto& [row, mask] : rows) {
    std::vector<std::int64_t> all_ids = first;
    all_ids.insert(all_ids.end(), row.begin(), row.end());
    std::vector<std::int64_t> all_real = {1, 1, 1, 1};
    all_real.insert(all_real.end(), mask.begin(), mask.end());
    KvCache cache = model->start(two_sources(), context);
    Tensor found = model->next_token_logits(ids(2, all_ids), ids(2, all_real), cache, context);
    check_row(found, 0, expected_logits(*model, kLong, first));
    check_row(found, 1, expected_logits(*model, kShort, second));

    // Ragged again, behind what the cache holds, and then one token each.
    found = model->next_token_logits(ids(2, {9, 5, 6, 7}), ids(2, {0, 1, 1, 1}), cache, context);
    check_row(found, 0, expected_logits(*model, kLong, {0, 11, 12, 13, 5}));
    check_row(found, 1, expected_logits(*model, kShort, {0, 14, 6, 7}));
    found = model->next_token_logits(ids(2, {3, 4}), Tensor(), cache, context);
    check_row(found, 0, expected_logits(*model, kLong, {0, 11, 12, 13, 5, 3}));
    check_row(found, 1, expected_logits(*model, kShort, {0, 14, 6, 7, 4}));
  }
}

BOOST_AUTO_TEST_CASE(beams_take_their_source_with_them) {
  const auto model = strong_model();
  const graft::NoGradient no_gradient;
  ForwardContext context;
  KvCache cache = model->start(two_sources(), context);
  model->next_token_logits(ids(2, {0, 11, 0, 12}), Tensor(), cache, context);
  cache.select_rows({1, 0, 1});
  const Tensor found = model->next_token_logits(ids(3, {5, 6, 7}), Tensor(), cache, context);
  check_row(found, 0, expected_logits(*model, kShort, {0, 12, 5}));
  check_row(found, 1, expected_logits(*model, kLong, {0, 11, 6}));
  check_row(found, 2, expected_logits(*model, kShort, {0, 12, 7}));
}

BOOST_AUTO_TEST_CASE(a_learned_prefix_stands_where_tokens_would) {
  // Keys and values of two tokens as a prefix do what the two tokens do.
  const auto model = strong_model();
  const graft::NoGradient no_gradient;
  ForwardContext context;
  KvCache before = model->start(source_of(ids(1, kLong)), context);
  model->next_token_logits(ids(1, {0, 11}), Tensor(), before, context);
  const Tensor expected = expected_logits(*model, kLong, {0, 11, 12, 13});
  attach_prefixes(*model, "decoder.block", [&](std::size_t block) {
    // Attention to the source comes second in each block, and gets nothing.
    const std::size_t layer = block / 2;
    if (block % 2 == 0) return graft::KeyValue{before.keys[layer], before.values[layer]};
    const Tensor none({1, 0, before.keys[layer].dim(2)});
    return graft::KeyValue{none, none};
  });
  check_row(expected_logits(*model, kLong, {12, 13}), 0, expected);

  KvCache cache = model->start(two_sources(), context);
  model->next_token_logits(ids(2, {12, 9, 9, 12}), ids(2, {1, 0, 0, 1}), cache, context);
  BOOST_TEST(cache.length() == 4);
  const Tensor found = model->next_token_logits(ids(2, {13, 13}), Tensor(), cache, context);
  check_row(found, 0, expected);
  check_row(found, 1, expected_logits(*model, kShort, {12, 13}));
}

BOOST_AUTO_TEST_CASE(prefixes_of_encoder_and_source_are_seen_by_every_row) {
  const auto plain = strong_model();
  for (const std::string part : {"encoder.block", "EncDecAttention"}) {
    const auto model = strong_model();
    graft::Rng rng(5);
    attach_prefixes(*model, part, [&](std::size_t) {
      return graft::KeyValue{random_normal({1, 2, 12}, rng), random_normal({1, 2, 12}, rng)};
    });
    const graft::NoGradient no_gradient;
    ForwardContext context;
    KvCache cache = model->start(two_sources(), context);
    const Tensor found = model->next_token_logits(ids(2, {0, 5, 0, 6}), Tensor(), cache, context);
    const Tensor expected = expected_logits(*model, kLong, {0, 5});
    check_row(found, 0, expected);
    check_row(found, 1, expected_logits(*model, kShort, {0, 6}));
    BOOST_TEST(difference(expected, expected_logits(*plain, kLong, {0, 5})) > 1e-3f, part);
  }
}

BOOST_AUTO_TEST_CASE(every_graft_point_that_a_model_offers_is_passed) {
  // A graft that doubles what a point gives changes the logits, wherever it is.
  class Doubled : public graft::Graft {
    Tensor output(const Tensor&, const Tensor& output, ForwardContext&) override {
      return scale(output, 2.0f);
    }
  };
  graft::EncoderDecoderOptions options = tiny_options();
  options.feed_forward = "gated-gelu";
  options.tie_word_embeddings = false;
  const auto model = tiny_model(options);
  const std::vector<std::int64_t> text = {0, 5, 6};
  const Tensor before = expected_logits(*model, kLong, text);
  std::size_t points = 0;
  for (const graft::NamedGraftPoint& named : model->graft_points()) {
    if (named.point->kind() == graft::GraftPointKind::kAttention) continue;
    named.point->attach(std::make_shared<Doubled>());
    BOOST_TEST(difference(expected_logits(*model, kLong, text), before) > 1e-6f, named.name);
    named.point->detach_all();
    ++points;
  }
  // Two encoder blocks with 7 maps and 2 sub-layers, three decoder blocks with 11 and 3.
  BOOST_TEST(points == 2u * 9 + 3u * 14 + 2);
}

BOOST_AUTO_TEST_CASE(a_cache_without_a_source_and_models_that_write_nothing_are_refused) {
  ForwardContext context;
  KvCache cache(3);
  const auto model = tiny_model();
  BOOST_TEST(graft::problem_text([&] {
               model->next_token_logits(ids(1, {0}), Tensor(), cache, context);
             }) == "error: the cache has read no source text; begin with a cache of `start`");
  const auto classifier = tiny_model(tiny_options(), graft::tests::three_classes());
  BOOST_TEST(graft::problem_text([&] {
               classifier->start(source_of(ids(1, kLong)), context);
             }).find("a model for sequence classification writes no text") != std::string::npos);
  BOOST_TEST(graft::problem_text([&] {
               KvCache fresh = model->start(two_sources(), context);
               model->next_token_logits(ids(2, {0, 0}), ids(1, {1, 1}), fresh, context);
             }) == "error: attention_mask: expected i64 [2, 1], got i64 [1, 2]");
}

BOOST_AUTO_TEST_SUITE_END()
