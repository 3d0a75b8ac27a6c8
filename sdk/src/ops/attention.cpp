#include "graft/ops/attention.h"

#include <string>
#include <vector>

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/ops/cast.h"
#include "graft/profile.h"
#include "kernels/attention.h"
#include "ops/op_check.h"

namespace graft {
namespace {

using kernels::AttentionGradients;
using kernels::AttentionInputs;
using kernels::AttentionShape;
using kernels::elements_of;

std::int64_t head_size_of(const char* op, std::int64_t width, const AttentionOptions& options) {
  if (options.num_heads < 1 || width % options.num_heads != 0) {
    throw ShapeError(std::string(op) + ": " + std::to_string(width) +
                     " columns cannot be shared out to " + std::to_string(options.num_heads) +
                     " heads. Check `hidden_size` and `num_heads`.");
  }
  return width / options.num_heads;
}

void require_key_mask(const char* op, const Tensor& key_mask, std::int64_t batch,
                      std::int64_t key_seq) {
  if (!key_mask.defined()) return;
  require_i64(op, "key_mask", key_mask);
  require_shape(op, "key_mask", key_mask, {batch, key_seq});
}

void require_rank_3(const char* op, const char* name, const Tensor& tensor) {
  require_float(op, name, tensor);
  if (tensor.rank() != 3) {
    throw ShapeError(std::string(op) + ": " + name + " " + to_string(tensor.shape()) +
                     ", expected [batch, seq, heads * head_size].");
  }
}

// Sums of exponentials from which the gradient computes the probabilities again.
Tensor log_sums(const AttentionShape& shape) {
  return Tensor(Shape{shape.batch, shape.heads, shape.query_seq});
}

/// Heads of key and value, which must have `head_size` columns as those of the query have.
std::int64_t key_heads_of(const char* op, const Tensor& query, const Tensor& key,
                          std::int64_t head_size, const AttentionOptions& options) {
  if (options.num_key_value_heads == 0) {
    require_same_dim(op, "query", query, 2, "key", key, 2);
    return options.num_heads;
  }
  const std::int64_t heads = options.num_key_value_heads;
  if (heads < 1 || options.num_heads % heads != 0) {
    throw ShapeError(std::string(op) + ": " + std::to_string(options.num_heads) +
                     " heads cannot share " + std::to_string(heads) +
                     " heads of key and value. Check `num_key_value_heads`.");
  }
  require_shape(op, "key", key, {key.dim(0), key.dim(1), heads * head_size});
  return heads;
}

void require_prefix_lengths(const char* op, const Tensor& lengths, const AttentionShape& shape) {
  if (!lengths.defined()) return;
  require_i64(op, "prefix_lengths", lengths);
  require_shape(op, "prefix_lengths", lengths, {shape.batch});
  for (std::int64_t row = 0; row < shape.batch; ++row) {
    const std::int64_t length = lengths.data<std::int64_t>()[row];
    if (length >= 0 && length <= shape.key_seq) continue;
    throw ShapeError(std::string(op) + ": prefix_lengths: row " + std::to_string(row) + " has " +
                     std::to_string(length) + ", expected 0 to " + std::to_string(shape.key_seq) +
                     ".");
  }
}

const std::int64_t* mask_of(const Tensor& key_mask) {
  return key_mask.defined() ? key_mask.data<std::int64_t>() : nullptr;
}

}  // namespace

// output = softmax(scale query key^T + bias) value per head; its gradient is in the kernel
Tensor attention(const Tensor& query, const Tensor& key, const Tensor& value,
                 const Tensor& key_mask, const Tensor& bias, const AttentionOptions& options) {
  constexpr const char* kOp = "attention";
  const OpScope scope("attention");
  require_rank_3(kOp, "query", query);
  require_rank_3(kOp, "key", key);
  require_rank_3(kOp, "value", value);
  if (bias.defined() && bias.dtype() == DType::kBFloat16) {
    return attention(query, key, value, key_mask, cast(bias, DType::kFloat32), options);
  }
  if (query.dtype() != key.dtype() || query.dtype() != value.dtype()) {
    constexpr DType kCommon = DType::kBFloat16;
    return attention(cast(query, kCommon), cast(key, kCommon), cast(value, kCommon), key_mask, bias,
                     options);
  }
  require_same_dim(kOp, "query", query, 0, "key", key, 0);
  require_shape(kOp, "value", value, key.shape());
  require_key_mask(kOp, key_mask, key.dim(0), key.dim(1));
  if (key.dim(1) == 0) throw ShapeError("attention: key " + to_string(key.shape()) + " is empty.");

  const std::int64_t width = query.dim(2);
  const std::int64_t key_width = key.dim(2);
  const std::int64_t head_size = head_size_of(kOp, width, options);
  const std::int64_t key_heads = key_heads_of(kOp, query, key, head_size, options);
  const AttentionShape shape = {query.dim(0), options.num_heads, key_heads,     query.dim(1),
                                key.dim(1),   head_size,         width,         key_width,
                                key_width,    options.scale,     options.causal};
  if (bias.defined()) {
    require_f32(kOp, "bias", bias);
    require_shape(kOp, "bias", bias, {shape.heads, shape.query_seq, shape.key_seq});
  }
  require_prefix_lengths(kOp, options.prefix_lengths, shape);
  const auto inputs_of = [key_mask, bias, lengths = options.prefix_lengths](
                             const Tensor& q, const Tensor& k, const Tensor& v) {
    return AttentionInputs{elements_of(q),
                           elements_of(k),
                           elements_of(v),
                           mask_of(key_mask),
                           bias.defined() ? bias.data<float>() : nullptr,
                           mask_of(lengths)};
  };
  Tensor output(query.shape(), query.dtype());
  Tensor log_sum_exp = log_sums(shape);
  kernels::attention(inputs_of(query, key, value), shape, elements_of(output),
                     log_sum_exp.data<float>());
  std::vector<Tensor> inputs = {query, key, value};
  if (bias.defined()) inputs.push_back(bias);
  const Tensor attended = output.detach();
  return record_gradient(output, inputs, [=](const Tensor& grad_output, Gradients& grads) {
    // One pass gives all of them.
    Tensor grad_query(query.shape(), query.dtype());
    Tensor grad_key(key.shape(), key.dtype());
    Tensor grad_value(value.shape(), value.dtype());
    AttentionGradients places = {elements_of(grad_query), elements_of(grad_key),
                                 elements_of(grad_value)};
    Tensor grad_bias;
    if (bias.defined() && grads.needed(3)) {
      grad_bias = Tensor::zeros(bias.shape());
      places.grad_bias = grad_bias.data<float>();
    }
    kernels::attention_gradient(inputs_of(query, key, value), shape, elements_of(attended),
                                log_sum_exp.data<float>(), elements_of(grad_output), places);
    if (grads.needed(0)) grads.add(0, grad_query);
    if (grads.needed(1)) grads.add(1, grad_key);
    if (grads.needed(2)) grads.add(2, grad_value);
    if (grad_bias.defined()) grads.add(3, grad_bias);
  });
}

Tensor attention(const Tensor& query, const Tensor& key, const Tensor& value,
                 const Tensor& key_mask, const AttentionOptions& options) {
  return attention(query, key, value, key_mask, Tensor(), options);
}

// The same, with query, key and value side by side in one tensor, and so their gradients.
Tensor self_attention(const Tensor& query_key_value, const Tensor& key_mask,
                      const AttentionOptions& options) {
  constexpr const char* kOp = "self_attention";
  const OpScope scope("self_attention");
  require_rank_3(kOp, "query_key_value", query_key_value);
  const std::int64_t batch = query_key_value.dim(0);
  const std::int64_t seq = query_key_value.dim(1);
  const std::int64_t whole = query_key_value.dim(2);
  if (whole % 3 != 0) {
    throw ShapeError("self_attention: query_key_value " + to_string(query_key_value.shape()) +
                     ": the last size is no multiple of 3.");
  }
  if (options.num_key_value_heads != 0 && options.num_key_value_heads != options.num_heads) {
    throw ShapeError("self_attention: " + std::to_string(options.num_heads) + " heads and " +
                     std::to_string(options.num_key_value_heads) +
                     " heads of key and value: packed operands have as many of each. Use "
                     "`attention`.");
  }
  const std::int64_t width = whole / 3;
  const std::int64_t head_size = head_size_of(kOp, width, options);
  require_key_mask(kOp, key_mask, batch, seq);

  const AttentionShape shape = {
      batch, options.num_heads, options.num_heads, seq, seq, head_size, whole, whole,
      whole, options.scale,     options.causal};
  require_prefix_lengths(kOp, options.prefix_lengths, shape);
  const auto inputs_of = [key_mask, width, lengths = options.prefix_lengths](const Tensor& packed) {
    const kernels::ConstElements first = elements_of(packed);
    return AttentionInputs{first,   first + width,   first + 2 * width, mask_of(key_mask),
                           nullptr, mask_of(lengths)};
  };
  Tensor output(Shape{batch, seq, width}, query_key_value.dtype());
  Tensor log_sum_exp = log_sums(shape);
  if (seq > 0) {
    kernels::attention(inputs_of(query_key_value), shape, elements_of(output),
                       log_sum_exp.data<float>());
  }
  const Tensor attended = output.detach();
  return record_gradient(
      output, {query_key_value}, [=](const Tensor& grad_output, Gradients& grads) {
        Tensor gradient(query_key_value.shape(), query_key_value.dtype());
        const kernels::Elements first = elements_of(gradient);
        kernels::attention_gradient(inputs_of(query_key_value), shape, elements_of(attended),
                                    log_sum_exp.data<float>(), elements_of(grad_output),
                                    AttentionGradients{first, first + width, first + 2 * width});
        grads.add(0, gradient);
      });
}

}  // namespace graft
