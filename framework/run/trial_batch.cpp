#include "framework/run/trial_batch.h"

#include <algorithm>
#include <numeric>

#include "framework/data/image_text_data.h"
#include "framework/data/token_stream.h"
#include "graft/random.h"

namespace graft {

namespace {

constexpr std::uint64_t kAnySeed = 0;
constexpr std::int64_t kExamples = 256;  // that are looked at

}  // namespace

Batch text_trial_batch(const Tokenizer& tokenizer, const Architecture& model,
                       std::optional<std::int64_t> sequence_length, std::int64_t rows) {
  const auto& objective = dynamic_cast<const TextObjective&>(model);
  const TokenTraits tokens = token_traits(tokenizer);
  Rng rng(kAnySeed);
  Tensor windows({rows, training_window(objective, tokens, sequence_length).length}, DType::kInt64);
  std::int64_t* const ids = windows.data<std::int64_t>();
  std::generate(ids, ids + windows.numel(), [&] { return rng.below(tokens.vocab_size); });
  return objective.pretraining_batch(windows, tokens, rng);
}

Batch image_text_trial_batch(const Dataset& dataset, const std::vector<std::string>& columns,
                             const Tokenizer& tokenizer, const Architecture& model,
                             std::int64_t rows) {
  const std::int64_t size = dynamic_cast<const Multimodal&>(model).image_input().size;
  const EncodeOptions plain{.add_special_tokens = false, .parse_special_tokens = false};
  const std::int64_t examples = std::min({dataset.size("train"), kExamples, rows});
  std::vector<std::vector<std::int64_t>> known;
  for (std::int64_t i = 0; i < examples; ++i) {
    const Example example = dataset.example("train", i);
    const std::string text = captions_at(example, columns.front(), "train", i).front();
    known.push_back(tokenizer.encode(text, plain));
  }
  std::vector<std::vector<std::int64_t>> texts;
  for (std::size_t row = 0; row < static_cast<std::size_t>(rows); ++row) {
    texts.push_back(known.empty() ? std::vector<std::int64_t>() : known[row % known.size()]);
  }
  Rng rng(kAnySeed);
  const Tensor pixels = random_uniform({rows, 3, size, size}, rng, -1.0f, 1.0f);
  return dynamic_cast<const ImageTextObjective&>(model).pretraining_batch(
      pixels, texts, token_traits(tokenizer), rng);
}

}  // namespace graft
