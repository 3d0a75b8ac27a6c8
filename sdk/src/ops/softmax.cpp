#include "graft/ops/softmax.h"

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/profile.h"
#include "kernels/softmax.h"
#include "ops/op_check.h"
#include "ops/through_f32.h"

namespace graft {
namespace {

void require_rows(const char* op, const Tensor& logits) {
  require_float(op, "logits", logits);
  require_rank_at_least(op, "logits", logits, 1);
}

}  // namespace

// p = exp(logits) / sum exp(logits),  grad_logits = p (grad_output - sum grad_output p)
Tensor softmax(const Tensor& logits) {
  const OpScope scope("softmax");
  require_rows("softmax", logits);
  if (logits.dtype() == DType::kBFloat16) return through_f32(softmax, logits);
  Tensor output(logits.shape());
  kernels::softmax(logits.data<float>(), rows_of(logits), logits.dim(-1), output.data<float>());
  // A copy of the handle without history: the gradient must not keep its own node alive.
  return record_gradient(
      output, {logits}, [output = output.detach()](const Tensor& grad_output, Gradients& grads) {
        Tensor grad_logits(output.shape());
        kernels::softmax_gradient(output.data<float>(), grad_output.data<float>(), rows_of(output),
                                  output.dim(-1), grad_logits.data<float>());
        grads.add(0, grad_logits);
      });
}

// l = logits - log sum exp(logits),  grad_logits = grad_output - exp(l) sum grad_output
Tensor log_softmax(const Tensor& logits) {
  const OpScope scope("log_softmax");
  require_rows("log_softmax", logits);
  if (logits.dtype() == DType::kBFloat16) return through_f32(log_softmax, logits);
  Tensor output(logits.shape());
  kernels::log_softmax(logits.data<float>(), rows_of(logits), logits.dim(-1), output.data<float>());
  return record_gradient(
      output, {logits}, [output = output.detach()](const Tensor& grad_output, Gradients& grads) {
        Tensor grad_logits(output.shape());
        kernels::log_softmax_gradient(output.data<float>(), grad_output.data<float>(),
                                      rows_of(output), output.dim(-1), grad_logits.data<float>());
        grads.add(0, grad_logits);
      });
}

}  // namespace graft
