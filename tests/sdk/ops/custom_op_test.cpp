// The example of sdk/docs/ops.md, where it stands word by word.
#include <algorithm>

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/ops/activation.h"
#include "graft/ops/compare.h"
#include "graft/ops/elementwise.h"
#include "graft/ops/select.h"
#include "graft/parallel.h"
#include "graft/profile.h"

using namespace graft;

// output = max(gate, 0) value
// Source: Shazeer, "GLU Variants Improve Transformer", 2020.
static Tensor reglu(const Tensor& gate, const Tensor& value) {
  const OpScope scope("reglu");
  if (gate.shape() != value.shape()) {
    throw ShapeError("reglu: gate " + to_string(gate.shape()) + " and value " +
                     to_string(value.shape()) + " disagree.");
  }
  Tensor output(gate.shape());
  const float* const g = gate.data<float>();
  const float* const v = value.data<float>();
  float* const to = output.data<float>();
  parallel_for(output.numel(), 16384, [=](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) to[i] = std::max(g[i], 0.0f) * v[i];
  });
  // Only the gradient of `gate` reads `value`.
  const Tensor value_if_read = wants_gradient({gate}) ? value : Tensor();
  return record_gradient(
      output, {gate, value}, [gate, value_if_read](const Tensor& grad_output, Gradients& grads) {
        const Tensor zero = Tensor::scalar(0.0f);
        if (grads.needed(0)) {
          grads.add(0, where(greater(gate, zero), multiply(grad_output, value_if_read), zero));
        }
        if (grads.needed(1)) {
          grads.add(1, multiply(grad_output, activate(gate, Activation::kRelu)));
        }
      });
}

// Here the example ends.

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"

using namespace graft::tests;

namespace {

std::string text_of(const std::string& file) {
  std::ifstream stream(GRAFT_SOURCE_DIR "/" + file);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(custom_op)

BOOST_AUTO_TEST_CASE(the_documented_example_is_this_one) {
  const std::string page = text_of("sdk/docs/ops.md");
  const std::string fence = "```cpp\n";
  const std::size_t begin = page.find(fence);
  BOOST_TEST_REQUIRE(begin != std::string::npos);
  const std::size_t end = page.find("```", begin + fence.size());
  const std::string example = page.substr(begin + fence.size(), end - begin - fence.size());
  const std::string source = text_of("tests/sdk/ops/custom_op_test.cpp");
  const std::size_t first = source.find("#include");
  BOOST_TEST(example == source.substr(first, source.find("\n// Here the example ends") - first));
}

BOOST_AUTO_TEST_CASE(the_documented_example_has_the_right_gradient) {
  const Tensor gate = Tensor::from({2, 3}, std::vector<float>{-1, 0.5f, 2, 0.25f, -0.5f, 1});
  check_gradient([](const std::vector<Tensor>& in) { return reglu(in[0], in[1]); },
                 {gate, random_tensor({2, 3}, 1)});
  BOOST_CHECK_EXCEPTION(reglu(gate, Tensor(Shape{3})), ShapeError,
                        says("reglu: gate [2, 3] and value [3] disagree."));
}

BOOST_AUTO_TEST_CASE(every_header_of_ops_is_listed) {
  const std::string page = text_of("sdk/docs/ops.md");
  for (const auto& entry :
       std::filesystem::directory_iterator(GRAFT_SOURCE_DIR "/sdk/include/graft/ops")) {
    const std::string heading = "## " + entry.path().filename().string() + "\n";
    BOOST_TEST(page.find(heading) != std::string::npos, heading);
  }
}

BOOST_AUTO_TEST_SUITE_END()
