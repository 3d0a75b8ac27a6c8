#pragma once

#include <memory>
#include <vector>

#include "encoder_layer.h"

namespace graft {

/// The layers of one tower, parameters named as CLIPEncoder.
class Encoder : public Module {
 public:
  Encoder(const TowerOptions& options, Rng& rng);

  struct Input {
    Tensor embedded;              // [batch, seq, hidden]
    Tensor attention_mask;        // [batch, seq] i64, 0 = padding; undefined: all real
    bool causal = false;          // no position sees a later one
    std::int64_t num_layers = 0;  // only so many of the layers
  };
  struct Output {
    Tensor last_hidden_state;           // [batch, seq, hidden]
    std::vector<Tensor> hidden_states;  // if the context asks for them
  };
  Output forward(const Input& input, ForwardContext& context) const;

  std::int64_t num_layers() const { return static_cast<std::int64_t>(layers_.size()); }

 private:
  std::vector<std::unique_ptr<EncoderLayer>> layers_;
};

}  // namespace graft
