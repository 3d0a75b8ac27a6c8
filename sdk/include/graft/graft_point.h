#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "graft/export.h"
#include "graft/forward_context.h"
#include "graft/tensor.h"

namespace graft {

/// What a graft point lets an adapter touch.
enum class GraftPointKind {
  kLinear,     // a linear map: its input, its output, its weight
  kEmbedding,  // token embeddings: its output [batch, seq, hidden]
  kAttention,  // keys and values of one attention
  kSublayer,   // the output of attention or feed-forward, before it joins the residual stream
};

/// "linear", "embedding", "attention", "sublayer".
GRAFT_API const char* name_of(GraftPointKind kind);

/// How a linear map stores its weight.
enum class WeightLayout {
  kOutIn,  // [out, in], y = x W^T + b
  kInOut,  // [in, out], y = x W + b (the Conv1D of GPT-2 checkpoints)
};

/// Keys and values of one attention, each [batch, seq, heads * head_size].
struct GRAFT_API KeyValue {
  Tensor key;
  Tensor value;
};

/// A trainable piece attached at a graft point. Each function passes through unless overridden.
class GRAFT_API Graft {
 public:
  virtual ~Graft();

  /// Replaces the input of the point.
  virtual Tensor input(const Tensor& input, ForwardContext& context);
  /// Replaces the output of the point, given what went in.
  virtual Tensor output(const Tensor& input, const Tensor& output, ForwardContext& context);
  /// Learned keys and values put in front of those of `batch` rows, or nothing.
  virtual std::optional<KeyValue> prefix(std::int64_t batch, ForwardContext& context);
};

/// One place of a model where something can be grafted on. Owned by the block it belongs to, which
/// calls `apply_*` in its forward pass.
class GRAFT_API GraftPoint {
 public:
  GraftPoint(GraftPointKind kind, std::int64_t in_features, std::int64_t out_features);

  GraftPointKind kind() const { return kind_; }
  /// Width of the input and of the output (for embeddings: vocabulary size and hidden size).
  std::int64_t in_features() const { return in_features_; }
  std::int64_t out_features() const { return out_features_; }

  /// Weight and bias of a linear map or an embedding; undefined elsewhere.
  Tensor weight;
  Tensor bias;
  WeightLayout weight_layout = WeightLayout::kOutIn;

  void attach(std::shared_ptr<Graft> graft);
  void detach_all();
  bool has_grafts() const { return !grafts_.empty(); }

  Tensor apply_input(const Tensor& input, ForwardContext& context) const;
  Tensor apply_output(const Tensor& input, const Tensor& output, ForwardContext& context) const;
  /// All prefixes of attached grafts, in order of attachment.
  std::vector<KeyValue> prefixes(std::int64_t batch, ForwardContext& context) const;

 private:
  GraftPointKind kind_;
  std::int64_t in_features_;
  std::int64_t out_features_;
  std::vector<std::shared_ptr<Graft>> grafts_;
};

/// A graft point with its path in the model, for example `transformer.h.3.attn.c_attn`.
struct GRAFT_API NamedGraftPoint {
  std::string name;
  GraftPoint* point = nullptr;
  std::int64_t block = -1;  // index of the block it lies in; -1 outside all blocks
  bool in_head = false;
};

/// True if `name` matches `pattern`: `*` stands for any characters, `?` for one. A pattern without
/// either also matches the end of a dotted path: `c_attn` matches `transformer.h.0.attn.c_attn`.
GRAFT_API bool matches_pattern(const std::string& name, const std::string& pattern);

/// The points of one kind that any pattern matches, in model order. Throws InputError for every
/// pattern that matches nothing, with the nearest names. `where` names the option.
GRAFT_API std::vector<NamedGraftPoint> select_points(const std::vector<NamedGraftPoint>& points,
                                                     GraftPointKind kind,
                                                     const std::vector<std::string>& patterns,
                                                     const std::string& where);

}  // namespace graft
