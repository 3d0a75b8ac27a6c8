#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

/// Where a gradient function puts what it computed, one slot per input of its op.
class GRAFT_API Gradients {
 public:
  /// `so_far` has an entry per input, or none at all.
  explicit Gradients(const std::vector<Tensor>& inputs, std::vector<Tensor> so_far = {});

  /// False where nothing upstream of that input wants a gradient: skip the work.
  bool needed(std::size_t input) const;
  /// Adds a gradient of the input's shape, f32 or bf16, converted to the input's type. Throws
  /// ShapeError naming both shapes, and Error where there is no such input, no gradient, or one of
  /// another type.
  void add(std::size_t input, Tensor gradient);

  /// What ops that used the input later have added up for it so far, if it may be written to; else
  /// an undefined tensor, and it is added afterwards. A function that adds its own gradient to it
  /// in place, and gives the sum to `add`, spares a pass over memory. To take it and not to add
  /// anything is an error.
  Tensor take_so_far(std::size_t input);

  /// The sum for that input, undefined if there is none, and forgets it. Throws Error where
  /// what came before was taken and nothing added.
  Tensor take(std::size_t input);

 private:
  void require_input(std::size_t input) const;

  const std::vector<Tensor>& inputs_;
  std::vector<Tensor> gradients_;
  std::vector<Tensor> so_far_;
  std::vector<bool> was_taken_;
};

/// Adds to `grads` the gradients of an op's inputs, given that of its output.
using GradientFunction = std::function<void(const Tensor& grad_output, Gradients& grads)>;

/// Nothing is recorded on this thread while one of these lives.
class GRAFT_API NoGradient {
 public:
  NoGradient();
  ~NoGradient();
  NoGradient(const NoGradient&) = delete;
  NoGradient& operator=(const NoGradient&) = delete;

 private:
  bool before_;
};

/// True if any of the inputs wants a gradient and recording is on: whether an op has to keep what
/// its gradient reads.
GRAFT_API bool wants_gradient(const std::vector<Tensor>& inputs);

/// Ties `output` to `inputs` and returns it. Does nothing when no input wants a gradient. Every op
/// ends with this call, those of plugins too. `gradient` must keep only tensors that it reads.
/// Whether an input wants a gradient is settled here; a leaf that is told later gets none.
GRAFT_API Tensor record_gradient(Tensor output, const std::vector<Tensor>& inputs,
                                 GradientFunction gradient);

/// Adds d output / d leaf to `grad()` of every leaf that wants one. `grad_output` is the gradient
/// at `output` itself; without it `output` must have one element and it is 1. Frees the graph as it
/// passes; a second pass over a freed graph throws Error. Graphs that share no leaf may be passed
/// on several threads at the same time.
GRAFT_API void backward(const Tensor& output, const Tensor& grad_output = Tensor());

}  // namespace graft
