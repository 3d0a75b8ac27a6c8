#pragma once

#include <algorithm>
#include <vector>

#include "graft/error.h"
#include "graft/nn/embedding.h"
#include "graft/nn/linear.h"
#include "graft/nn/sequence_head.h"
#include "graft/ops/activation.h"
#include "graft/ops/attention.h"
#include "graft/ops/cross_entropy.h"
#include "graft/ops/elementwise.h"
#include "graft/ops/linear.h"
#include "graft/ops/shape.h"
#include "graft/options.h"
#include "graft/roles/architecture.h"

namespace graft {

struct TinyOptions {
  std::int64_t hidden_size = 16;
  std::int64_t num_layers = 1;
  std::int64_t num_heads = 1;
  std::int64_t max_positions = 32;
  std::int64_t vocab_size = 0;
  float dropout = 0.0f;

  static Schema<TinyOptions> schema() {
    using T = TinyOptions;
    return Schema<T>()
        .field("hidden_size", &T::hidden_size, "width", at_least(1))
        .field("num_layers", &T::num_layers, "blocks; one is built", at_least(1))
        .field("num_heads", &T::num_heads, "heads of the averaging", at_least(1))
        .field("max_positions", &T::max_positions, "longest sequence", at_least(1))
        .field("vocab_size", &T::vocab_size, "0: that of the tokenizer", at_least(0))
        .field("dropout", &T::dropout, "unused", in_range(0, 1));
  }
  static Value from_config(const Value& config) {
    Value options = Value::map();
    for (const char* key :
         {"hidden_size", "num_layers", "num_heads", "max_positions", "vocab_size"}) {
      options.set(key, config.at(key));
    }
    return options;
  }
};

/// A second architecture for tests of the host: token embeddings averaged over what came before,
/// through one layer. It shares nothing with the shipped ones but the role.
class Tiny : public Autoregressive, public TextObjective {
 public:
  Tiny(const TinyOptions& options, const HeadSpec& head, Rng& rng)
      : options_(options),
        head_spec_(head),
        embedding_(options.vocab_size, options.hidden_size, 0.1f, rng),
        mixer_(2 * options.hidden_size, options.hidden_size, {.standard_deviation = 0.1f}, rng),
        head_(options.hidden_size, std::max<std::int64_t>(1, std::ssize(head.labels)), rng) {
    register_module("embedding", embedding_);
    register_module("mixer", mixer_, Part::kBlock);
    if (head.kind == HeadKind::kSequenceClassification) {
      register_module("head", head_, Part::kHead);
    }
  }

  static HeadSpec head_from_config(const Value& config) {
    HeadSpec head;
    if (const Value* labels = config.find("labels")) {
      head.kind = HeadKind::kSequenceClassification;
      for (const Value& label : labels->as_list()) head.labels.push_back(label.as_string());
    }
    return head;
  }

  ModelOutput forward(const Batch& batch, ForwardContext& context) override {
    const Tensor& ids = batch.at("input_ids");
    ModelOutput output;
    output.last_hidden_state = hidden_states(ids, batch.find("attention_mask"), nullptr, context);
    if (head_spec_.kind == HeadKind::kSequenceClassification) {
      output.logits = head_.forward(
          pool_last_token(output.last_hidden_state, batch.find("attention_mask")), context);
      if (const Tensor* labels = batch.find("labels")) {
        const SequenceLoss loss = sequence_loss(output.logits, *labels, head_spec_.problem_type);
        output.loss = loss.loss;
        output.num_targets = loss.num_targets;
      }
      return output;
    }
    output.logits = linear(output.last_hidden_state, embedding_.point.weight);
    if (const Tensor* labels = batch.find("shift_labels")) {
      const CrossEntropy loss = cross_entropy(reshape(output.logits, {-1, options_.vocab_size}),
                                              labels->view({labels->numel()}));
      output.loss = loss.loss;
      output.num_targets = loss.num_targets;
    }
    return output;
  }

  Value config() const override {
    Value config = Value::map();
    config.set("model_type", "tiny-for-tests");
    config.set("hidden_size", options_.hidden_size);
    config.set("num_layers", options_.num_layers);
    config.set("num_heads", options_.num_heads);
    config.set("max_positions", options_.max_positions);
    config.set("vocab_size", options_.vocab_size);
    if (head_spec_.kind == HeadKind::kSequenceClassification) {
      config.set("labels", head_spec_.labels);
    }
    return config;
  }

  Window window(const TokenTraits&) const override {
    return {options_.max_positions + 1, options_.max_positions};
  }

  Batch pretraining_batch(const Tensor& windows, const TokenTraits&, Rng&) const override {
    const std::int64_t seq = windows.dim(1) - 1;
    Batch batch;
    Tensor ids({windows.dim(0), seq}, DType::kInt64);
    Tensor labels({windows.dim(0), seq}, DType::kInt64);
    for (std::int64_t row = 0; row < windows.dim(0); ++row) {
      const std::int64_t* window = windows.data<std::int64_t>() + row * (seq + 1);
      for (std::int64_t i = 0; i < seq; ++i) {
        ids.data<std::int64_t>()[row * seq + i] = std::max<std::int64_t>(0, window[i]);
        labels.data<std::int64_t>()[row * seq + i] = window[i + 1];
      }
    }
    batch["input_ids"] = ids;
    batch["shift_labels"] = labels;
    return batch;
  }

  std::int64_t max_positions() const override { return options_.max_positions; }
  std::int64_t vocab_size() const override { return options_.vocab_size; }
  KvCache start(const Batch&, ForwardContext&) override { return KvCache(1); }

  Tensor next_token_logits(const Tensor& input_ids, const Tensor& attention_mask, KvCache& cache,
                           ForwardContext& context) override {
    const Tensor* const mask = attention_mask.defined() ? &attention_mask : nullptr;
    const Tensor hidden = hidden_states(input_ids, mask, &cache, context);
    return linear(pool_last_token(hidden, mask), embedding_.point.weight);
  }

 private:
  Tensor hidden_states(const Tensor& ids, const Tensor* mask, KvCache* cache,
                       ForwardContext& context) {
    const Tensor embedded = embedding_.forward(ids, context);
    // Equal scores everywhere: every position averages itself and what came before.
    const Tensor zeros = Tensor::zeros(embedded.shape());
    Tensor key = zeros;
    Tensor value = embedded;
    Tensor key_mask = mask == nullptr ? Tensor() : *mask;
    if (cache != nullptr) {
      cache->append_mask(key_mask, ids.dim(0), ids.dim(1));
      cache->append(0, zeros, embedded);
      key = cache->keys.front();
      value = cache->values.front();
      key_mask = cache->key_mask;
    }
    AttentionOptions how;
    how.causal = true;
    const Tensor averaged = attention(zeros, key, value, key_mask, how);
    return activate(mixer_.forward(concat({embedded, averaged}, 2), context), Activation::kGelu);
  }

  TinyOptions options_;
  HeadSpec head_spec_;
  Embedding embedding_;
  Linear mixer_;
  SequenceHead head_;
};

}  // namespace graft
