// What every adapter has to keep: exact start, frozen model, training, exact merge and unmerge.

#include <cmath>
#include <cstdio>

#include "adapter.h"
#include "graft/autograd.h"
#include "graft/nn/linear.h"
#include "graft/ops/elementwise.h"
#include "graft/ops/reduce.h"

namespace {

int failures = 0;

void check(bool holds, const char* what) {
  std::printf("%s: %s\n", holds ? "ok" : "FAILED", what);
  if (!holds) ++failures;
}

class TwoLayers : public graft::Module {
 public:
  explicit TwoLayers(graft::Rng& rng)
      : first(5, 7, {.standard_deviation = 0.5f}, rng),
        second(7, 3, {.standard_deviation = 0.5f, .layout = graft::WeightLayout::kInOut}, rng) {
    register_module("first", first);
    register_module("second", second);
  }
  graft::Tensor forward(const graft::Tensor& input) {
    graft::ForwardContext context;
    return second.forward(first.forward(input, context), context);
  }
  graft::Linear first;
  graft::Linear second;
};

float largest_difference(const graft::Tensor& left, const graft::Tensor& right) {
  float largest = 0.0f;
  for (std::int64_t i = 0; i < left.numel(); ++i) {
    largest = std::fmax(largest, std::fabs(left.data<float>()[i] - right.data<float>()[i]));
  }
  return largest;
}

}  // namespace

int main() {
  graft::Rng rng(7);
  TwoLayers model(rng);
  model.first.point.bias.fill(0.25f);
  const graft::Tensor input = graft::random_normal({4, 5}, rng);
  const graft::Tensor target = graft::random_normal({4, 3}, rng);
  const graft::Tensor before = model.forward(input).clone();

  @CLASS@Adapter adapter(@CLASS@Options{});
  adapter.attach(model, rng);
  check(adapter.parameters().size() == 2, "both linear maps have a scale");
  check(largest_difference(model.forward(input), before) == 0.0f, "the start is the model itself");

  float first_loss = 0.0f;
  float loss = 0.0f;
  for (int step = 0; step < 50; ++step) {
    const graft::Tensor error = graft::subtract(model.forward(input), target);
    const graft::Tensor mean_square = graft::mean(graft::multiply(error, error));
    loss = mean_square.item();
    if (step == 0) first_loss = loss;
    graft::backward(mean_square);
    for (graft::NamedParameter parameter : adapter.parameters()) {
      for (std::int64_t i = 0; i < parameter.tensor.numel(); ++i) {
        parameter.tensor.data<float>()[i] -= 0.1f * parameter.tensor.grad().data<float>()[i];
      }
      parameter.tensor.clear_grad();
    }
  }
  std::printf("loss %.4f -> %.4f\n", first_loss, loss);
  check(loss < 0.9f * first_loss, "training lowers the loss");
  for (const graft::NamedParameter& parameter : model.parameters()) {
    check(!parameter.tensor.grad().defined(), (parameter.name + " is frozen").c_str());
  }

  const graft::Tensor adapted = model.forward(input).clone();
  const graft::Tensor weight = model.first.point.weight.clone();
  adapter.merge();
  check(largest_difference(model.first.point.weight, weight) > 0.0f, "merging changes the weights");
  check(largest_difference(model.forward(input), adapted) < 1e-5f, "merged, it computes the same");
  adapter.unmerge();
  check(largest_difference(model.first.point.weight, weight) == 0.0f, "unmerging is exact");
  return failures == 0 ? 0 : 1;
}
