#pragma once

#include <memory>
#include <vector>

#include "block.h"

namespace graft {

/// What a decoder looks at: keys and values for each of its blocks, and which of them it sees.
struct Source {
  std::vector<KeyValue> blocks;
  Tensor mask;  // [batch, source_seq] i64; undefined: all seen
};

/// What goes into a stack.
struct StackInput {
  Tensor embeddings;               // [batch, seq, hidden]
  Tensor attention_mask;           // [batch, seq] i64; undefined: all real
  const Source* source = nullptr;  // of a decoder
  KvCache* cache = nullptr;        // of a decoder: the positions follow what it holds
};

/// Blocks and the last normalization: T5Stack. Learned keys and values of self-attention stand in
/// front of all tokens and take positions, as PEFT has it.
class Stack : public Module {
 public:
  Stack(const EncoderDecoderOptions& options, StackKind kind, Rng& rng);

  struct Output {
    Tensor last_hidden_state;           // [batch, seq, hidden]
    std::vector<Tensor> hidden_states;  // if the context asks for them
  };
  Output forward(const StackInput& input, ForwardContext& context) const;

  /// What a decoder sees of an encoder's last hidden states [batch, source_seq, hidden].
  Source source(const Tensor& source_states, const Tensor& attention_mask,
                ForwardContext& context) const;

 private:
  using Prefixes = std::vector<std::vector<KeyValue>>;  // for each block
  Prefixes prefixes(std::int64_t batch, const KvCache* cache, ForwardContext& context) const;
  BlockPass block_pass(const StackInput& input, std::int64_t prefix_length) const;

  StackKind kind_;
  float dropout_;
  RelativePositionBias bias_;
  std::vector<std::unique_ptr<Block>> blocks_;
  RmsNorm final_layer_norm_;
};

}  // namespace graft
