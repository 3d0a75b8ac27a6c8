#include "framework/bench/synthetic_batch.h"

#include "graft/error.h"
#include "graft/nn/next_token.h"

namespace graft {

namespace {

constexpr float kMaskedShare = 0.15f;

/// [rows, length], each id 31 times the one before plus 17, within the vocabulary.
Tensor chains(std::int64_t rows, std::int64_t length, std::int64_t vocab_size, Rng& rng) {
  Tensor ids({rows, length}, DType::kInt64);
  std::int64_t* id = ids.data<std::int64_t>();
  for (std::int64_t row = 0; row < rows; ++row) {
    std::int64_t next = rng.below(vocab_size);
    for (std::int64_t i = 0; i < length; ++i, next = (next * 31 + 17) % vocab_size) *id++ = next;
  }
  return ids;
}

Tensor columns(const Tensor& ids, std::int64_t begin, std::int64_t end) {
  Tensor part({ids.dim(0), end - begin}, DType::kInt64);
  for (std::int64_t row = 0; row < ids.dim(0); ++row) {
    for (std::int64_t i = begin; i < end; ++i) {
      part.data<std::int64_t>()[row * (end - begin) + i - begin] =
          ids.data<std::int64_t>()[row * ids.dim(1) + i];
    }
  }
  return part;
}

Batch masked(Tensor ids, Rng& rng) {
  Tensor labels = Tensor::zeros(ids.shape(), DType::kInt64);
  for (std::int64_t i = 0; i < ids.numel(); ++i) {
    const bool is_masked = rng.uniform() < kMaskedShare;
    std::int64_t& id = ids.data<std::int64_t>()[i];
    labels.data<std::int64_t>()[i] = is_masked ? id : kIgnoreIndex;
    if (is_masked) id = 0;
  }
  Batch batch;
  batch["input_ids"] = std::move(ids);
  batch["labels"] = std::move(labels);
  return batch;
}

}  // namespace

SyntheticBatch synthetic_batch(const Architecture& model, std::int64_t batch_size,
                               std::int64_t sequence_length, Rng& rng) {
  const std::int64_t vocab_size = model.vocab_size();
  SyntheticBatch result;
  result.tokens = batch_size * sequence_length;
  if (const auto* pictures = dynamic_cast<const Multimodal*>(&model)) {
    const ImageInput input = pictures->image_input();
    result.tokens += batch_size * input.positions;
    result.batch["pixel_values"] =
        random_uniform({batch_size, 3, input.size, input.size}, rng, 0.0f, 1.0f);
    Tensor ids = chains(batch_size, sequence_length, vocab_size - 1, rng);
    for (std::int64_t row = 1; row <= batch_size; ++row) {
      ids.data<std::int64_t>()[row * sequence_length - 1] = vocab_size - 1;  // ends the text
    }
    result.batch["input_ids"] = std::move(ids);
    return result;
  }
  const Tensor ids = chains(batch_size, sequence_length + 1, vocab_size, rng);
  if (dynamic_cast<const EncoderDecoder*>(&model) != nullptr) {
    result.batch["input_ids"] = columns(ids, 0, sequence_length / 2);
    result.batch["labels"] = columns(ids, sequence_length / 2, sequence_length);
  } else if (dynamic_cast<const Autoencoding*>(&model) != nullptr) {
    result.batch = masked(columns(ids, 0, sequence_length), rng);
  } else if (dynamic_cast<const Autoregressive*>(&model) != nullptr) {
    result.batch = next_token_batch(ids);
  } else {
    throw InputError("wrong-family", "the architecture is of no family that is measured",
                     "choose another architecture");
  }
  return result;
}

}  // namespace graft
