#include "graft/ops/checkpoint.h"

#include <utility>

#include "graft/autograd.h"
#include "graft/precision.h"
#include "graft/profile.h"
#include "recording.h"

namespace graft {
namespace {

/// What makes a second pass the same as the first.
class Replay {
 public:
  explicit Replay(const ForwardContext& context)
      : context_(context), has_rng_(context.rng != nullptr), dtype_(compute_dtype()) {
    // What is inside a part is not cut up again.
    context_.gradient_checkpointing = false;
    if (has_rng_) rng_ = *context.rng;
  }

  Tensor pass(const CheckpointedFunction& function, const std::vector<Tensor>& inputs) const {
    Rng rng = rng_;
    ForwardContext context = context_;
    context.rng = has_rng_ ? &rng : nullptr;
    const ComputePrecision precision(dtype_);
    return function(inputs, context);
  }

 private:
  ForwardContext context_;
  bool has_rng_;
  Rng rng_{0};
  DType dtype_;
};

}  // namespace

// The graph of the second pass begins at leaves of its own, whose gradients are those of the
// inputs. Parameters get theirs from that pass directly.
Tensor checkpoint(const std::vector<Tensor>& inputs, ForwardContext& context,
                  CheckpointedFunction function) {
  if (!context.gradient_checkpointing || !context.training) return function(inputs, context);
  const OpScope scope("checkpoint");
  // A leaf that wants a gradient: the function may read parameters where no input wants one.
  Tensor anchor(Shape{});
  anchor.set_requires_grad(true);
  if (!wants_gradient({anchor})) return function(inputs, context);
  const Replay replay(context);
  Tensor output;
  {
    const NoGradient no_gradient;
    output = function(inputs, context).detach();
  }
  std::vector<Tensor> kept = inputs;
  kept.push_back(anchor);
  return record_gradient(output, kept,
                         [inputs, replay, function = std::move(function)](const Tensor& grad_output,
                                                                          Gradients& grads) {
                           std::vector<Tensor> leaves;
                           for (std::size_t i = 0; i < inputs.size(); ++i) {
                             Tensor leaf = inputs[i].detach();
                             if (grads.needed(i)) leaf.set_requires_grad(true);
                             leaves.push_back(std::move(leaf));
                           }
                           {
                             const Recording recording;
                             const Tensor again = replay.pass(function, leaves);
                             if (!wants_gradient({again})) return;
                             backward(again, grad_output);
                           }
                           for (std::size_t i = 0; i < leaves.size(); ++i) {
                             if (leaves[i].grad().defined()) grads.add(i, leaves[i].grad());
                           }
                         });
}

}  // namespace graft
