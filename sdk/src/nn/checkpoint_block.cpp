#include "graft/nn/checkpoint_block.h"

#include <utility>

#include "graft/ops/checkpoint.h"

namespace graft {

Tensor checkpoint_block(const Tensor& hidden_states, const std::vector<KeyValue>& prefixes,
                        ForwardContext& context, BlockFunction block) {
  std::vector<Tensor> inputs = {hidden_states};
  for (const KeyValue& prefix : prefixes) {
    inputs.push_back(prefix.key);
    inputs.push_back(prefix.value);
  }
  return checkpoint(
      inputs, context,
      [block = std::move(block)](const std::vector<Tensor>& in, ForwardContext& again) {
        std::vector<KeyValue> given;
        for (std::size_t i = 1; i < in.size(); i += 2) {
          given.push_back({in[i], in[i + 1]});
        }
        return block(in.front(), given, again);
      });
}

}  // namespace graft
