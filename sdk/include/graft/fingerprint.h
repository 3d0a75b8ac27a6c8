#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "graft/autograd.h"
#include "graft/handshake.h"
#include "graft/nn/embedding.h"
#include "graft/nn/layer_norm.h"
#include "graft/nn/linear.h"
#include "graft/nn/llama_decoder.h"
#include "graft/nn/token_head.h"
#include "graft/ops/attention.h"
#include "graft/ops/cross_entropy.h"
#include "graft/ops/optimizer_step.h"
#include "graft/registry.h"
#include "graft/sanitizers.h"

// What must be equal on both sides of the plugin boundary, as text `key=value;`, computed by the
// compiler that builds the including file.

namespace graft::detail {

template <std::size_t N>
struct FixedText {
  char text[N] = {};
  std::size_t size = 0;

  constexpr void append(std::string_view piece) {
    for (const char c : piece) {
      if (size + 1 < N) text[size++] = c;
    }
  }
  constexpr void append_hex(std::uint64_t number) {
    for (int shift = 60; shift >= 0; shift -= 4) {
      const char digit = "0123456789abcdef"[(number >> shift) & 15u];
      append(std::string_view(&digit, 1));
    }
  }
};

/// FNV-1a over sizes, alignments and members of the types that cross the boundary.
constexpr std::uint64_t boundary_layout() {
  std::uint64_t hash = 14695981039346656037ull;
  const auto mix = [&hash](std::size_t number) {
    for (int byte = 0; byte < 8; ++byte) {
      hash = (hash ^ ((number >> (8 * byte)) & 255u)) * 1099511628211ull;
    }
  };
  const std::size_t layout[] = {sizeof(void*),
                                sizeof(long),
                                sizeof(std::string),
                                sizeof(std::vector<int>),
                                sizeof(std::map<int, int>),
                                sizeof(std::function<void()>),
                                sizeof(std::shared_ptr<int>),
                                sizeof(Value),
                                alignof(Value),
                                sizeof(Value::Member),
                                sizeof(Mark),
                                sizeof(Problem),
                                sizeof(Error),
                                sizeof(InputError),
                                sizeof(PluginError),
                                sizeof(Tensor),
                                sizeof(Gradients),
                                sizeof(Rng),
                                sizeof(Field),
                                sizeof(OptionSchema),
                                sizeof(ForwardContext),
                                sizeof(Batch),
                                sizeof(KeyValue),
                                sizeof(Graft),
                                sizeof(GraftPoint),
                                sizeof(NamedGraftPoint),
                                sizeof(Module),
                                sizeof(NamedParameter),
                                sizeof(KvCache),
                                sizeof(HeadSpec),
                                sizeof(ModelOutput),
                                sizeof(Architecture),
                                sizeof(TextObjective),
                                sizeof(TextDecoder),
                                sizeof(ImageTextEmbedding),
                                sizeof(ImageTextObjective),
                                sizeof(Adapter),
                                sizeof(EncodeOptions),
                                sizeof(SpecialTokens),
                                sizeof(Cell),
                                sizeof(Example),
                                sizeof(RenderedPrompt),
                                sizeof(LabelWords),
                                sizeof(Factories),
                                sizeof(Component),
                                sizeof(Registry),
                                alignof(Registry),
                                sizeof(PromptSegment),
                                sizeof(TokenizedInput),
                                sizeof(SequenceHead),
                                offsetof(ForwardContext, rng),
                                offsetof(ForwardContext, hidden_states),
                                offsetof(ForwardContext, logits),
                                offsetof(EncodeOptions, parse_special_tokens),
                                sizeof(TextObjective::Window),
                                offsetof(TextObjective::Window, stride),
                                sizeof(Linear),
                                sizeof(Linear::Init),
                                offsetof(Linear::Init, bias),
                                offsetof(Linear::Init, layout),
                                sizeof(Embedding),
                                sizeof(LayerNorm),
                                sizeof(SequenceLoss),
                                offsetof(SequenceLoss, num_targets),
                                sizeof(CrossEntropy),
                                offsetof(CrossEntropy, num_targets),
                                sizeof(AttentionOptions),
                                offsetof(AttentionOptions, scale),
                                offsetof(AttentionOptions, causal),
                                offsetof(AttentionOptions, prefix_lengths),
                                sizeof(TokenTraits),
                                sizeof(ImageInput),
                                sizeof(RmsNorm),
                                sizeof(FeedForward),
                                sizeof(FeedForwardOptions),
                                sizeof(MultiHeadAttention),
                                sizeof(MultiHeadAttentionOptions),
                                sizeof(AttentionPass),
                                sizeof(DecoderInput),
                                sizeof(LlamaDecoder),
                                sizeof(LlamaOptions),
                                sizeof(SpanLogits),
                                sizeof(AdamwStep),
                                offsetof(AdamwStep, weight_decay),
                                offsetof(AdamwStep, step),
                                offsetof(AdamwStep, grad_scale)};
  for (const std::size_t number : layout) mix(number);
  return hash;
}

constexpr FixedText<sizeof(GraftHandshake::fingerprint)> make_fingerprint() {
  FixedText<sizeof(GraftHandshake::fingerprint)> text;
  text.append("machine=");
#if defined(__x86_64__)
  text.append("x86_64");
#elif defined(__aarch64__)
  text.append("aarch64");
#else
  text.append("other");
#endif
  text.append(";stdlib=");
#if defined(_LIBCPP_VERSION)
  text.append("libc++");
#elif defined(__GLIBCXX__)
  text.append("libstdc++");
#else
  text.append("other");
#endif
  text.append(";string_abi=");
#if defined(_GLIBCXX_USE_CXX11_ABI) && _GLIBCXX_USE_CXX11_ABI == 0
  text.append("old");
#else
  text.append("cxx11");
#endif
  text.append(";debug_stl=");
#if defined(_GLIBCXX_DEBUG)
  text.append("yes");
#else
  text.append("no");
#endif
  text.append(";exceptions=");
#if defined(__cpp_exceptions)
  text.append("yes");
#else
  text.append("no");
#endif
  text.append(";rtti=");
#if defined(__cpp_rtti)
  text.append("yes");
#else
  text.append("no");
#endif
  text.append(";sanitizers=");
#if GRAFT_ADDRESS_SANITIZER
  text.append("address");
#elif GRAFT_THREAD_SANITIZER
  text.append("thread");
#else
  text.append("none");
#endif
  text.append(";layout=");
  text.append_hex(boundary_layout());
  text.append(";");
  return text;
}

}  // namespace graft::detail
