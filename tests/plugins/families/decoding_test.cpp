#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "framework/plugins/catalog.h"
#include "graft/autograd.h"
#include "graft/ops/shape.h"
#include "tests/plugins/families/small_model.h"

// What must hold for every architecture that writes text, shipped or not.

using namespace graft;
using namespace graft::tests;

namespace {

using Ids = std::vector<std::int64_t>;

/// A text, and what it depends on.
struct Row {
  Ids source;  // of models that read one
  Ids text;
};

const std::vector<Row>& rows() {
  static const std::vector<Row> kRows = {{{5, 9, 12, 7}, {3, 8, 14, 21, 6, 11}},
                                         {{9, 4}, {17, 5, 9}},
                                         {{11, 6, 13, 8, 10, 15}, {2, 30, 12, 7}}};
  return kRows;
}

Tensor matrix(const std::vector<Ids>& rows, std::int64_t width, bool left, bool mask) {
  Tensor result = Tensor::zeros({std::ssize(rows), width}, DType::kInt64);
  for (std::int64_t row = 0; row < std::ssize(rows); ++row) {
    const Ids& ids = rows[static_cast<std::size_t>(row)];
    const std::int64_t start = row * width + (left ? width - std::ssize(ids) : 0);
    for (std::int64_t i = 0; i < std::ssize(ids); ++i) {
      result.data<std::int64_t>()[start + i] = mask ? 1 : ids[static_cast<std::size_t>(i)];
    }
  }
  return result;
}

/// What the texts of these rows depend on.
Batch source_of(const Architecture& model, const std::vector<Row>& chosen) {
  Batch source;
  if (dynamic_cast<const EncoderDecoder*>(&model) != nullptr) {
    std::vector<Ids> sources;
    for (const Row& row : chosen) sources.push_back(row.source);
    source["input_ids"] = matrix(sources, 6, false, false);
    source["attention_mask"] = matrix(sources, 6, false, true);
  }
  if (const auto* const images = dynamic_cast<const Multimodal*>(&model)) {
    const std::int64_t size = images->image_input().size;
    Tensor pixels({std::ssize(chosen), 3, size, size});
    for (std::int64_t row = 0; row < std::ssize(chosen); ++row) {
      Rng rng(static_cast<std::uint64_t>(chosen[static_cast<std::size_t>(row)].text.front()));
      const Tensor image = random_normal({3, size, size}, rng);
      std::copy_n(image.data<float>(), image.numel(), pixels.data<float>() + row * image.numel());
    }
    source["pixel_values"] = pixels;
  }
  return source;
}

/// Logits after each token of one row, from a pass over all of it: [seq, vocab].
Tensor full_logits(Architecture& model, const Row& row) {
  Batch batch = source_of(model, {row});
  const bool is_pair = dynamic_cast<EncoderDecoder*>(&model) != nullptr;
  batch[is_pair ? "decoder_input_ids" : "input_ids"] =
      Tensor::from({1, std::ssize(row.text)}, row.text);
  ForwardContext context;
  const Tensor logits = model.forward(batch, context).logits;
  const std::int64_t seq = logits.dim(1);
  const Tensor last = slice(logits, 1, seq - std::ssize(row.text), seq);
  return last.view({std::ssize(row.text), logits.dim(2)});
}

void check_same(const std::string& what, const float* found, const float* wanted,
                std::int64_t count) {
  float largest = 1.0f;
  float worst = 0.0f;
  for (std::int64_t i = 0; i < count; ++i) {
    largest = std::max(largest, std::fabs(wanted[i]));
    worst = std::max(worst, std::fabs(found[i] - wanted[i]));
  }
  BOOST_TEST(worst <= 1e-5f * largest, what << " is off by " << worst);
}

/// Decodes `chosen` together: the texts but for their last two tokens with padding in front, then
/// the rest token by token, in which finished rows get padding.
void check_cached(Architecture& model, const std::vector<Row>& chosen) {
  auto& decoder = dynamic_cast<TextDecoder&>(model);
  ForwardContext context;
  std::vector<Tensor> wanted;
  for (const Row& row : chosen) wanted.push_back(full_logits(model, row));

  KvCache cache = decoder.start(source_of(model, chosen), context);
  if (std::ssize(chosen) > 1 && cache.length() == 0 && cache.source_keys.empty()) {
    cache.select_rows(Ids(chosen.size(), 0));
  }
  std::vector<Ids> beginnings;
  std::int64_t longest = 0;
  for (const Row& row : chosen) {
    beginnings.emplace_back(row.text.begin(), row.text.end() - 2);
    longest = std::max<std::int64_t>(longest, std::ssize(beginnings.back()));
  }
  const auto check = [&](const Tensor& logits, const std::vector<std::int64_t>& positions) {
    for (std::size_t row = 0; row < chosen.size(); ++row) {
      const std::int64_t vocab = logits.dim(1);
      check_same("row " + std::to_string(row) + ", token " + std::to_string(positions[row]),
                 logits.data<float>() + static_cast<std::int64_t>(row) * vocab,
                 wanted[row].data<float>() + positions[row] * vocab, vocab);
    }
  };
  std::vector<std::int64_t> positions;
  for (const Row& row : chosen) positions.push_back(std::ssize(row.text) - 3);
  check(decoder.next_token_logits(matrix(beginnings, longest, true, false),
                                  matrix(beginnings, longest, true, true), cache, context),
        positions);
  for (std::int64_t left = 2; left >= 1; --left) {
    Ids next;
    for (std::size_t row = 0; row < chosen.size(); ++row) {
      next.push_back(chosen[row].text[chosen[row].text.size() - static_cast<std::size_t>(left)]);
      ++positions[row];
    }
    const auto count = std::ssize(next);
    check(decoder.next_token_logits(Tensor::from({count, 1}, next), Tensor(), cache, context),
          positions);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(decoding_of_every_architecture)

BOOST_AUTO_TEST_CASE(a_cache_gives_the_logits_of_the_whole_pass_alone_and_in_ragged_batches) {
  PluginCatalog catalog = all_plugins();
  const NoGradient no_gradient;
  std::size_t checked = 0;
  for (const SmallModel& small : small_models(catalog, HeadSpec{})) {
    if (dynamic_cast<TextDecoder*>(small.model.get()) == nullptr) continue;
    BOOST_TEST_CONTEXT(small.label) {
      for (const Row& row : rows()) check_cached(*small.model, {row});
      check_cached(*small.model, rows());
    }
    ++checked;
  }
  BOOST_TEST(checked >= 5u);  // GPT-2, Llama, T5, image-conditioned, and the one of the tests
}

BOOST_AUTO_TEST_CASE(rows_follow_their_selection) {
  PluginCatalog catalog = all_plugins();
  const NoGradient no_gradient;
  for (const SmallModel& small : small_models(catalog, HeadSpec{})) {
    auto* const decoder = dynamic_cast<TextDecoder*>(small.model.get());
    if (decoder == nullptr) continue;
    BOOST_TEST_CONTEXT(small.label) {
      ForwardContext context;
      const Row& row = rows().front();
      const Tensor wanted = full_logits(*small.model, row);
      KvCache cache = decoder->start(source_of(*small.model, {row}), context);
      decoder->next_token_logits(Tensor::from({1, 2}, Ids{row.text[0], row.text[1]}), Tensor(),
                                 cache, context);
      cache.select_rows({0, 0, 0});
      const Tensor next = decoder->next_token_logits(Tensor::from({3, 1}, Ids{30, row.text[2], 31}),
                                                     Tensor(), cache, context);
      const std::int64_t vocab = next.dim(1);
      check_same("the second row", next.data<float>() + vocab, wanted.data<float>() + 2 * vocab,
                 vocab);
    }
  }
}

BOOST_AUTO_TEST_CASE(size_options_have_the_same_names_everywhere) {
  PluginCatalog catalog = all_plugins();
  for (const std::string& architecture : catalog.names(Kind::kArchitecture)) {
    const OptionSchema& schema = catalog.load(Kind::kArchitecture, architecture).schema;
    for (const char* name :
         {"hidden_size", "num_layers", "num_heads", "max_positions", "vocab_size", "dropout"}) {
      BOOST_TEST((schema.find(name) != nullptr), architecture << " has no option " << name);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
