#include "graft/memory.h"

#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "graft/forward_context.h"
#include "graft/nn/linear.h"
#include "graft/ops/elementwise.h"
#include "graft/ops/reduce.h"

using namespace graft;

namespace {

constexpr std::int64_t kBytes = std::int64_t{1} << 20;  // a size that is not rounded up

Tensor megabyte() { return Tensor::zeros({kBytes / 4}); }

std::int64_t in_use(MemoryPurpose purpose) { return memory_use().in_use[purpose]; }

}  // namespace

BOOST_AUTO_TEST_SUITE(memory)

BOOST_AUTO_TEST_CASE(an_allocation_counts_for_the_innermost_scope_of_its_thread) {
  const MemoryBytes before = memory_use().in_use;
  std::vector<Tensor> tensors = {megabyte()};
  {
    const MemoryScope optimizer(MemoryPurpose::kOptimizer);
    tensors.push_back(megabyte());
    {
      const MemoryScope weights(MemoryPurpose::kWeights);
      tensors.push_back(megabyte());
      std::thread([&tensors] { tensors.push_back(megabyte()); }).join();
    }
    tensors.push_back(megabyte());
  }
  const MemoryBytes after = memory_use().in_use;
  const auto grown = [&](MemoryPurpose purpose) { return after[purpose] - before[purpose]; };
  BOOST_TEST(grown(MemoryPurpose::kActivations) == 2 * kBytes);  // the other thread's is one
  BOOST_TEST(grown(MemoryPurpose::kOptimizer) == 2 * kBytes);
  BOOST_TEST(grown(MemoryPurpose::kWeights) == kBytes);
  BOOST_TEST(grown(MemoryPurpose::kGradients) == 0);
  tensors.clear();
  BOOST_TEST(memory_use().in_use.of == before.of, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_counted_as_something_else_leaves_no_trace_when_it_goes) {
  const MemoryBytes before = memory_use().in_use;
  {
    const Tensor tensor = megabyte();
    const Tensor view = tensor.view({2, -1});
    count_as(view, MemoryPurpose::kWeights);
    BOOST_TEST(in_use(MemoryPurpose::kWeights) == before[MemoryPurpose::kWeights] + kBytes);
    BOOST_TEST(in_use(MemoryPurpose::kActivations) == before[MemoryPurpose::kActivations]);
  }
  BOOST_TEST(memory_use().in_use.of == before.of, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(memory_of_others_is_not_counted) {
  const MemoryBytes before = memory_use().in_use;
  const auto owner = std::make_shared<std::vector<float>>(1000);
  const Tensor borrowed = Tensor::wrap({1000}, DType::kFloat32, owner->data(), owner);
  count_as(borrowed, MemoryPurpose::kWeights);
  count_as(Tensor(), MemoryPurpose::kWeights);
  BOOST_TEST(memory_use().in_use.of == before.of, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(parameters_are_weights_and_their_gradients_gradients) {
  const MemoryBytes before = memory_use().in_use;
  Rng rng(1);
  Linear layer(512, 512, {.bias = false}, rng);
  BOOST_TEST(in_use(MemoryPurpose::kWeights) == before[MemoryPurpose::kWeights] + kBytes);
  ForwardContext context;
  {
    const Tensor input = Tensor::full({4, 512}, 1.0f);
    backward(sum(layer.forward(input, context)));
    // A second pass adds in place.
    backward(sum(scale(layer.forward(input, context), 2.0f)));
  }
  const MemoryBytes after = memory_use().in_use;
  BOOST_TEST(after[MemoryPurpose::kGradients] == before[MemoryPurpose::kGradients] + kBytes);
  BOOST_TEST(after[MemoryPurpose::kActivations] == before[MemoryPurpose::kActivations]);
}

BOOST_AUTO_TEST_CASE(the_peak_holds_what_each_purpose_had_when_the_total_was_largest) {
  const MemoryScope weights(MemoryPurpose::kWeights);
  const Tensor kept = megabyte();
  restart_memory_peak();
  const MemoryUse before = memory_use();
  BOOST_TEST(before.peak.of == before.in_use.of, boost::test_tools::per_element());
  {
    const MemoryScope optimizer(MemoryPurpose::kOptimizer);
    const Tensor first = megabyte();
    const Tensor second = megabyte();
  }
  {
    const MemoryScope gradients(MemoryPurpose::kGradients);
    const Tensor less = megabyte();
  }
  const MemoryBytes peak = memory_use().peak;
  BOOST_TEST(peak.total() == before.in_use.total() + 2 * kBytes);
  BOOST_TEST(peak[MemoryPurpose::kOptimizer] ==
             before.in_use[MemoryPurpose::kOptimizer] + 2 * kBytes);
  BOOST_TEST(peak[MemoryPurpose::kGradients] == before.in_use[MemoryPurpose::kGradients]);
}

BOOST_AUTO_TEST_SUITE_END()
