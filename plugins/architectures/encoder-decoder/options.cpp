#include "options.h"

#include <string_view>
#include <utility>
#include <vector>

#include "graft/error.h"

namespace graft {

namespace {

constexpr std::string_view kGated = "gated-";
// What all heads of one attention may be wide together.
constexpr std::int64_t kWidestAttention = std::int64_t{1} << 20;

std::vector<std::string> activations() {
  return {
      "gelu", "gelu_new", "gelu_pytorch_tanh", "gelu_fast", "quick_gelu", "relu", "silu", "swish",
      "tanh", "sigmoid"};
}

std::vector<std::string> feed_forwards() {
  std::vector<std::string> names = activations();
  for (const std::string& name : activations()) names.push_back(std::string(kGated) + name);
  return names;
}

bool needs_labels(HeadKind kind) {
  return kind == HeadKind::kSequenceClassification || kind == HeadKind::kTokenClassification;
}

}  // namespace

Schema<EncoderDecoderOptions> EncoderDecoderOptions::schema() {
  using Options = EncoderDecoderOptions;
  return Schema<Options>()
      .field("hidden_size", &Options::hidden_size, "width of the residual stream",
             in_range(1, 1 << 17))
      .field("intermediate_size", &Options::intermediate_size,
             "width inside the feed-forward part; 0: 4 x hidden_size", in_range(0, 1 << 20))
      .field("num_layers", &Options::num_layers, "number of blocks of the encoder",
             in_range(1, 4096))
      .field("num_decoder_layers", &Options::num_decoder_layers,
             "number of blocks of the decoder; 0: num_layers", in_range(0, 4096))
      .field("num_heads", &Options::num_heads, "attention heads", in_range(1, 1 << 14))
      .field("head_size", &Options::head_size, "width of one head; 0: hidden_size / num_heads",
             in_range(0, 1 << 17))
      .field("max_positions", &Options::max_positions,
             "tokens of a text in pre-training; the model itself reads longer ones",
             in_range(2, 1 << 24))
      .field("vocab_size", &Options::vocab_size, "number of tokens; 0: as the tokenizer has",
             in_range(0, 1 << 26))
      .field("num_buckets", &Options::num_buckets,
             "ranges of distance that attention tells apart, both directions together",
             in_range(4, 4096))
      .field("max_distance", &Options::max_distance,
             "from this distance on, in tokens, all are in one range", in_range(3, 1 << 24))
      .field("dropout", &Options::dropout,
             "on the embeddings, inside the feed-forward part, on what each part adds to the "
             "stream and on the result; not on attention weights",
             in_range(0, 0.99))
      .field("classifier_dropout", &Options::classifier_dropout, "on what a classifier reads",
             in_range(0, 0.99))
      .field("feed_forward", &Options::feed_forward,
             "activation of the feed-forward part, with `gated-` in front where it has a gate; "
             "gated-gelu means gelu_new",
             one_of(feed_forwards()))
      .field("activation", &Options::activation, "where it is not what feed_forward names",
             one_of(activations()))
      .field("layer_norm_epsilon", &Options::layer_norm_epsilon,
             "added to the mean square inside the root", greater_than(0))
      .field("initializer_factor", &Options::initializer_factor,
             "factor on the standard deviations of fresh weights", at_least(0))
      .field("tie_word_embeddings", &Options::tie_word_embeddings,
             "predict tokens with the weights of their embeddings")
      .field("encoder_only", &Options::encoder_only, "no decoder: the hidden states of the encoder")
      .field("objective", &Options::objective,
             "what pre-training predicts: spans that were cut out, or the second half of a text",
             one_of({"span_corruption", "prefix_lm"}))
      .field("bos_token_id", &Options::bos_token_id, "token that begins a text", at_least(0))
      .field("eos_token_id", &Options::eos_token_id, "token that ends a text", at_least(0))
      .field("pad_token_id", &Options::pad_token_id, "token that fills short rows", at_least(0))
      .field("decoder_start_token_id", &Options::decoder_start_token_id,
             "token that each written text begins with; unset: pad_token_id", at_least(0));
}

bool has_gate(const EncoderDecoderOptions& options) {
  return std::string_view(options.feed_forward).starts_with(kGated);
}

std::string activation_name(const EncoderDecoderOptions& options) {
  if (options.activation) return *options.activation;
  if (!has_gate(options)) return options.feed_forward;
  const std::string name = options.feed_forward.substr(kGated.size());
  return name == "gelu" ? "gelu_new" : name;  // the one published name that says something else
}

EncoderDecoderOptions completed(const EncoderDecoderOptions& options, const HeadSpec& head) {
  std::vector<Problem> problems;
  const auto complain = [&problems](std::string message, std::string hint) {
    problems.push_back(Problem{"", 0, 0, "model-options", std::move(message), std::move(hint)});
  };
  EncoderDecoderOptions result = options;
  if (result.intermediate_size == 0) result.intermediate_size = 4 * result.hidden_size;
  if (result.head_size == 0) {
    if (result.hidden_size % result.num_heads != 0) {
      complain("hidden_size " + std::to_string(result.hidden_size) +
                   " is no multiple of num_heads " + std::to_string(result.num_heads),
               "change one of them, or give head_size");
    }
    result.head_size = result.hidden_size / result.num_heads;
  }
  if (result.num_heads * result.head_size > kWidestAttention) {
    complain("num_heads " + std::to_string(result.num_heads) + " x head_size " +
                 std::to_string(result.head_size) + " is more than " +
                 std::to_string(kWidestAttention),
             "make one of them smaller");
  }
  if (result.max_distance <= result.num_buckets / 2) {
    complain("max_distance " + std::to_string(result.max_distance) +
                 " is not more than half of num_buckets " + std::to_string(result.num_buckets),
             "half of the ranges are one token wide; change one of them");
  }
  if (result.vocab_size < 1) {
    complain("vocab_size is not known", "give a tokenizer, or set vocab_size");
  }
  if (head.kind == HeadKind::kTokenClassification) result.encoder_only = true;
  const bool reads_encoder =
      head.kind == HeadKind::kTokenClassification || head.kind == HeadKind::kNone;
  if (head.kind == HeadKind::kImageClassification) {
    complain("an encoder-decoder model has no head for image classification",
             "choose another architecture");
  } else if (result.encoder_only && !reads_encoder) {
    complain(std::string("an encoder alone has no head for ") + name_of(head.kind),
             "set encoder_only: false, or use a folder with a decoder");
  }
  if (needs_labels(head.kind) && head.labels.empty()) {
    complain("the head has no labels", "name at least one");
  }
  if (result.encoder_only) {
    result.num_decoder_layers = 0;
  } else if (result.num_decoder_layers == 0) {
    result.num_decoder_layers = result.num_layers;
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return result;
}

}  // namespace graft
