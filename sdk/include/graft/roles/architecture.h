#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "graft/batch.h"
#include "graft/export.h"
#include "graft/nn/kv_cache.h"
#include "graft/nn/module.h"
#include "graft/roles/tokenizer.h"
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
  kTokenClassification,     // one label per token
  kQuestionAnswering,       // where an answer begins and ends in the text
  kImageClassification,     // one label or several per image
  kNone,                    // nothing: hidden states alone
};

/// "pretraining", "sequence classification" and so on, for messages.
GRAFT_API const char* name_of(HeadKind kind);

struct GRAFT_API HeadSpec {
  HeadKind kind = HeadKind::kPretraining;
  /// Names, in order of class index; empty for pre-training and question answering.
  std::vector<std::string> labels;
  /// single_label_classification, multi_label_classification or regression; empty: whole-number
  /// labels mean the first, others the second.
  std::string problem_type = "single_label_classification";
};

/// What one forward pass gives; tensors that do not apply stay undefined.
struct GRAFT_API ModelOutput {
  Tensor loss;  // scalar, mean over `num_targets`
  std::int64_t num_targets = 0;
  Tensor logits;             // [batch, seq, vocab], [batch, num_labels] or [batch, seq, num_labels]
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

  /// Longest text it reads, in tokens; 0: as long as memory allows.
  virtual std::int64_t max_positions() const;
  /// Tokens that it knows; 0: it reads no text.
  virtual std::int64_t vocab_size() const;

  /// A text's tokens with those around it that this model expects and that `special` has, where the
  /// tokenizer itself puts none. Unless overridden: the text alone.
  virtual std::vector<std::int64_t> frame_text(const std::vector<std::int64_t>& ids,
                                               const SpecialTokens& special) const;
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
  /// Throws InputError naming the special token that the objective needs and the vocabulary lacks.
  virtual Window window(const TokenTraits& tokens) const = 0;

  /// Inputs and labels from windows [batch, length] i64, which may be shorter than `window` says. A
  /// window may be padded at its end with -100, which is no target.
  virtual Batch pretraining_batch(const Tensor& windows, const TokenTraits& tokens,
                                  Rng& rng) const = 0;
};

/// Writes text token by token, whatever the text depends on.
class GRAFT_API TextDecoder {
 public:
  virtual ~TextDecoder();

  /// A cache that has read what the text depends on: `pixel_values` of image-conditioned models,
  /// `input_ids` and `attention_mask` of the source text for encoder-decoder models, a row per row.
  /// Autoregressive models read nothing of `source`.
  virtual KvCache start(const Batch& source, ForwardContext& context) = 0;

  /// Passes `input_ids` [batch, new] that follow what `cache` holds, adds them to the cache, and
  /// returns the logits after each row's last real one of them, [batch, vocab]. `attention_mask`
  /// [batch, new] i64: 0 = padding, which takes no position and is never seen; undefined: all real.
  /// Throws InputError past position_limit.
  virtual Tensor next_token_logits(const Tensor& input_ids, const Tensor& attention_mask,
                                   KvCache& cache, ForwardContext& context) = 0;

  /// Most tokens that a cache can hold; 0: as many as memory allows.
  virtual std::int64_t position_limit() const = 0;
};

/// Predicts the next token from those before.
class GRAFT_API Autoregressive : public Architecture, public TextDecoder {
 public:
  ~Autoregressive() override;

  /// Unless overridden: max_positions.
  std::int64_t position_limit() const override;
};

/// Predicts masked tokens from both sides.
class GRAFT_API Autoencoding : public Architecture {
 public:
  ~Autoencoding() override;

  /// Logits of every position, [batch, seq, vocab]. Throws InputError when the model has another
  /// head than that of pre-training.
  virtual Tensor mask_logits(const Batch& batch, ForwardContext& context) = 0;
};

/// Reads a text whole, then writes another.
class GRAFT_API EncoderDecoder : public Architecture, public TextDecoder {
 public:
  ~EncoderDecoder() override;

  /// The token that each written text begins with.
  virtual std::int64_t decoder_start_token_id() const = 0;

  /// Unless overridden: no limit.
  std::int64_t position_limit() const override;
};

/// What a model reads as an image: `pixel_values` are (value / 255 - mean) / std per channel.
struct GRAFT_API ImageInput {
  std::int64_t size = 224;     // height and width, pixels
  std::int64_t positions = 0;  // that the model makes of one; 0: not told
  std::array<float, 3> mean{};
  std::array<float, 3> std{1.0f, 1.0f, 1.0f};
};

/// Reads images and texts. What it does with them is in the interfaces below.
class GRAFT_API Multimodal : public Architecture {
 public:
  ~Multimodal() override;

  virtual ImageInput image_input() const = 0;
};

/// Puts images and texts into one space.
class GRAFT_API ImageTextEmbedding {
 public:
  virtual ~ImageTextEmbedding();

  /// Unit vectors [batch, projection] of `pixel_values`.
  virtual Tensor embed_image(const Batch& batch, ForwardContext& context) = 0;
  /// Unit vectors [batch, projection] of `input_ids` and `attention_mask`.
  virtual Tensor embed_text(const Batch& batch, ForwardContext& context) = 0;
  /// The learned factor on cosine similarities.
  virtual float similarity_scale() const = 0;
};

/// Learns from images with texts, without labels.
class GRAFT_API ImageTextObjective {
 public:
  virtual ~ImageTextObjective();

  /// Whether equal texts in one batch would be taken for different ones; the host then keeps them
  /// apart.
  virtual bool needs_distinct_texts() const = 0;

  /// Inputs and labels from images, `pixel_values` [batch, channels, height, width], and the tokens
  /// of their texts, without special ones, a row each. Texts that are too long are cut. Throws
  /// InputError naming the special token that the objective needs and the vocabulary lacks.
  virtual Batch pretraining_batch(const Tensor& pixel_values,
                                  const std::vector<std::vector<std::int64_t>>& texts,
                                  const TokenTraits& tokens, Rng& rng) const = 0;

  /// Called after every optimizer step: keeps parameters in the range that the method allows.
  /// Unless overridden: does nothing.
  virtual void constrain_parameters();
};

}  // namespace graft
