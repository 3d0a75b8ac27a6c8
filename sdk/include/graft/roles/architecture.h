#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "graft/batch.h"
#include "graft/export.h"
#include "graft/nn/kv_cache.h"
#include "graft/nn/module.h"
#include "graft/value.h"

namespace graft {

/// The revision of this role that plugins are built against.
inline constexpr const char* kArchitectureInterface = "graft.architecture/1";

/// The four families. A model implements the interface of its family, below.
enum class Family { kAutoregressive, kAutoencoding, kEncoderDecoder, kMultimodal };

/// "autoregressive", "autoencoding", "encoder-decoder", "multimodal".
GRAFT_API const char* name_of(Family family);

/// What stands on top of a model.
enum class HeadKind {
  kPretraining,             // what the self-supervised objective needs
  kSequenceClassification,  // one label or several per text
};

struct GRAFT_API HeadSpec {
  HeadKind kind = HeadKind::kPretraining;
  std::vector<std::string> labels;  // names, in order of class index; empty for pre-training
  /// single_label_classification, multi_label_classification or regression.
  std::string problem_type = "single_label_classification";
};

/// What one forward pass gives; tensors that do not apply stay undefined.
struct GRAFT_API ModelOutput {
  Tensor loss;  // scalar, mean over `num_targets`
  std::int64_t num_targets = 0;
  Tensor logits;             // [batch, seq, vocab] or [batch, num_labels]
  Tensor last_hidden_state;  // [batch, seq, hidden]
  std::vector<Tensor> hidden_states;
  std::map<std::string, Tensor> more;  // other outputs under their published names
};

/// A model. Its parameters carry the names of the public checkpoints.
class GRAFT_API Architecture : public Module {
 public:
  ~Architecture() override;

  /// One pass over `batch`, with a loss where the batch has labels.
  virtual ModelOutput forward(const Batch& batch, ForwardContext& context) = 0;

  /// The model's `config.json`, from which the same model can be built again.
  virtual Value config() const = 0;

  /// The name in this model of a tensor that a checkpoint calls `name`: other prefixes, old names.
  /// Empty: the tensor is known and not needed. Unknown names come back unchanged.
  virtual std::string parameter_name(const std::string& name) const;
};

/// Learns from text without labels. The host cuts a stream of tokens into windows.
class GRAFT_API TextObjective {
 public:
  virtual ~TextObjective();

  /// Tokens the objective takes at a time, and how far the next window starts after this one's
  /// start, so that windows in sequence make every token a target once.
  struct Window {
    std::int64_t length;
    std::int64_t stride;
  };
  virtual Window window() const = 0;

  /// Inputs and labels from windows [batch, length] i64. A window may be padded at its end with
  /// -100, which is no target.
  virtual Batch pretraining_batch(const Tensor& windows, Rng& rng) const = 0;
};

/// Predicts the next token from those before.
class GRAFT_API Autoregressive : public Architecture {
 public:
  ~Autoregressive() override;

  virtual std::int64_t max_positions() const = 0;
  virtual std::int64_t vocab_size() const = 0;
  virtual KvCache make_cache() const = 0;

  /// Passes `input_ids` [batch, new] that follow what `cache` holds, adds them to the cache, and
  /// returns the logits after the last one, [batch, vocab]. Throws InputError past max_positions.
  virtual Tensor next_token_logits(const Tensor& input_ids, KvCache& cache,
                                   ForwardContext& context) = 0;
};

/// Predicts masked tokens from both sides.
class GRAFT_API Autoencoding : public Architecture {
 public:
  ~Autoencoding() override;

  virtual std::int64_t max_positions() const = 0;
  virtual std::int64_t vocab_size() const = 0;

  /// Logits of every position, [batch, seq, vocab].
  virtual Tensor mask_logits(const Batch& batch, ForwardContext& context) = 0;
};

/// Reads a text whole, then writes another.
class GRAFT_API EncoderDecoder : public Architecture {
 public:
  ~EncoderDecoder() override;

  virtual std::int64_t vocab_size() const = 0;
  virtual std::int64_t decoder_start_token_id() const = 0;
  virtual KvCache make_cache() const = 0;

  /// Encodes `input_ids` and `attention_mask` once, [batch, seq, hidden].
  virtual Tensor encode(const Batch& batch, ForwardContext& context) = 0;
  /// As Autoregressive::next_token_logits, looking at what `encode` returned for `batch`.
  virtual Tensor next_token_logits(const Tensor& decoder_input_ids, const Tensor& encoder_states,
                                   const Batch& batch, KvCache& cache, ForwardContext& context) = 0;
};

/// Puts images and texts into one space.
class GRAFT_API Multimodal : public Architecture {
 public:
  ~Multimodal() override;

  /// Unit vectors [batch, projection].
  virtual Tensor embed_image(const Batch& batch, ForwardContext& context) = 0;
  virtual Tensor embed_text(const Batch& batch, ForwardContext& context) = 0;
  /// The learned factor on cosine similarities.
  virtual float similarity_scale() const = 0;
};

}  // namespace graft
