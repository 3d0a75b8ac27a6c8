#include "graft/nn/llama_decoder.h"

#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/support/gradient_check.h"
#include "tests/support/problem_texts.h"

using namespace graft;
using namespace graft::tests;

namespace {

LlamaOptions small_options() {
  LlamaOptions options;
  options.vocab_size = 11;
  options.hidden_size = 8;
  options.intermediate_size = 12;
  options.num_layers = 2;
  options.num_heads = 4;
  options.num_key_value_heads = 2;
  options.initializer_range = 0.3f;
  return options;
}

std::string mistake(const LlamaOptions& options) {
  return problem_text([&] {
    Rng rng(1);
    const LlamaDecoder decoder(options, rng);
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(llama_decoder)

BOOST_AUTO_TEST_CASE(frequencies_fall_from_one_by_the_power_of_theta) {
  LlamaOptions options = small_options();
  options.head_size = 4;
  options.rope_theta = 100.0f;
  const std::vector<float> plain = rotary_frequencies(options);
  BOOST_REQUIRE(plain.size() == 2u);
  BOOST_TEST(plain[0] == 1.0f);
  BOOST_TEST(plain[1] == 0.1f, boost::test_tools::tolerance(1e-6f));
  options.rope_scaling = RopeScaling::kLinear;
  options.rope_factor = 4.0f;
  BOOST_TEST(rotary_frequencies(options)[0] == 0.25f);
}

BOOST_AUTO_TEST_CASE(stretching_as_llama_3_keeps_fast_turns_and_slows_down_slow_ones) {
  LlamaOptions options = small_options();
  options.head_size = 8;
  options.rope_theta = 10000.0f;  // frequencies 1, 0.1, 0.01, 0.001
  const std::vector<float> plain = rotary_frequencies(options);
  options.rope_scaling = RopeScaling::kLlama3;
  options.rope_factor = 8.0f;
  options.rope_low_frequency_factor = 1.0f;
  options.rope_high_frequency_factor = 4.0f;
  options.rope_original_positions = 1000;
  const std::vector<float> stretched = rotary_frequencies(options);
  BOOST_TEST(stretched[0] == plain[0]);
  BOOST_TEST(stretched[1] == plain[1]);  // wavelength 62.8 < 1000 / 4
  // Wavelength 628: between 250 and 1000, blend (1000 / 628.32 - 1) / 3.
  const float blend = (1000.0f / 628.3185f - 1.0f) / 3.0f;
  BOOST_TEST(stretched[2] == (1.0f - blend) * 0.01f / 8.0f + blend * 0.01f,
             boost::test_tools::tolerance(1e-4f));
  BOOST_TEST(stretched[3] == plain[3] / 8.0f, boost::test_tools::tolerance(1e-6f));
}

BOOST_AUTO_TEST_CASE(parameters_have_their_published_names) {
  Rng rng(1);
  const LlamaDecoder decoder(small_options(), rng);
  const std::vector<NamedParameter> parameters = decoder.parameters();
  BOOST_REQUIRE(parameters.size() == 20u);
  BOOST_TEST(parameters[0].name == "embed_tokens.weight");
  BOOST_TEST(parameters[1].name == "layers.0.self_attn.q_proj.weight");
  BOOST_TEST(parameters[2].name == "layers.0.self_attn.k_proj.weight");
  BOOST_TEST((parameters[2].tensor.shape() == Shape{4, 8}));
  BOOST_TEST(parameters[4].name == "layers.0.self_attn.o_proj.weight");
  BOOST_TEST(parameters[5].name == "layers.0.mlp.gate_proj.weight");
  BOOST_TEST(parameters[8].name == "layers.0.input_layernorm.weight");
  BOOST_TEST(parameters[9].name == "layers.0.post_attention_layernorm.weight");
  BOOST_TEST(parameters[19].name == "norm.weight");
  BOOST_TEST(decoder.num_blocks() == 2);
}

BOOST_AUTO_TEST_CASE(gradients_match_difference_quotients) {
  Rng rng(2);
  const LlamaDecoder decoder(small_options(), rng);
  ForwardContext context;
  DecoderInput input;
  input.batch = 2;
  input.seq = 3;
  input.attention_mask = Tensor::from({2, 3}, std::vector<std::int64_t>{1, 1, 1, 1, 1, 0});
  check_gradient(
      [&](const std::vector<Tensor>& in) {
        return decoder.forward(in[0], input, context).last_hidden_state;
      },
      {random_tensor({2, 3, 8}, 3)}, 3e-3);
}

BOOST_AUTO_TEST_CASE(no_position_sees_a_later_one) {
  Rng rng(3);
  const LlamaDecoder decoder(small_options(), rng);
  ForwardContext context;
  DecoderInput input;
  input.batch = 1;
  input.seq = 4;
  Tensor embedded = random_tensor({1, 4, 8}, 4);
  const Tensor before = decoder.forward(embedded, input, context).last_hidden_state;
  embedded.data<float>()[3 * 8] += 5.0f;
  const Tensor after = decoder.forward(embedded, input, context).last_hidden_state;
  for (std::int64_t i = 0; i < 3 * 8; ++i) {
    BOOST_REQUIRE(before.data<float>()[i] == after.data<float>()[i]);
  }
  BOOST_TEST(before.data<float>()[3 * 8] != after.data<float>()[3 * 8]);
}

BOOST_AUTO_TEST_CASE(sizes_that_do_not_fit_are_errors) {
  LlamaOptions options = small_options();
  options.num_heads = 3;
  options.num_key_value_heads = 3;
  BOOST_TEST(mistake(options) ==
             "error: hidden_size 8 is no multiple of num_heads 3; change one of them");
  options = small_options();
  options.num_key_value_heads = 3;
  BOOST_TEST(mistake(options) ==
             "error: num_heads 4 is no multiple of num_key_value_heads 3; change one of them");
  options = small_options();
  options.num_heads = 8;
  BOOST_TEST(mistake(options) ==
             "error: heads of 1 elements cannot be turned in pairs: hidden_size / num_heads must "
             "be even; change one of them");
}

BOOST_AUTO_TEST_SUITE_END()
