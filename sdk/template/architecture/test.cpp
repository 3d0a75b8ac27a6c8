// What every autoregressive model has to keep: it learns, every parameter gets a gradient, it sees
// no later token, and decoding with a cache gives the logits of the whole pass.

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <utility>
#include <vector>

#include "graft/autograd.h"
#include "model.h"

namespace {

using Ids = std::vector<std::int64_t>;

int failures = 0;

void check(bool holds, const char* what) {
  std::printf("%s: %s\n", holds ? "ok" : "FAILED", what);
  if (!holds) ++failures;
}

@CLASS@Options small() {
  return {.hidden_size = 16, .num_layers = 2, .num_heads = 2, .max_positions = 8, .vocab_size = 11};
}

float difference(const float* left, const float* right, std::int64_t count) {
  float largest = 0.0f;
  for (std::int64_t i = 0; i < count; ++i) {
    largest = std::fmax(largest, std::fabs(left[i] - right[i]));
  }
  return largest;
}

// Plain gradient descent on one batch; returns the first and the last loss.
std::pair<float, float> train(@CLASS@Model& model, const graft::Batch& batch, const char* what) {
  graft::ForwardContext context{.training = true};
  float first = 0.0f;
  float last = 0.0f;
  for (int step = 0; step < 200; ++step) {
    const graft::Tensor loss = model.forward(batch, context).loss;
    last = loss.item();
    if (step == 0) first = last;
    graft::backward(loss);
    for (graft::NamedParameter parameter : model.parameters()) {
      if (!parameter.tensor.grad().defined()) {
        check(false, (parameter.name + " gets a gradient").c_str());
        return {first, last};
      }
      const float* gradient = parameter.tensor.grad().data<float>();
      float* value = parameter.tensor.data<float>();
      for (std::int64_t i = 0; i < parameter.tensor.numel(); ++i) value[i] -= 0.3f * gradient[i];
      parameter.tensor.clear_grad();
    }
  }
  std::printf("%s: loss %.3f -> %.3f\n", what, first, last);
  return {first, last};
}

}  // namespace

int main() {
  graft::Rng rng(7);
  @CLASS@Model model(small(), graft::HeadSpec{}, rng);
  const graft::Tensor windows = graft::Tensor::from({2, 9}, Ids{1, 2, 3, 4, 5, 6, 7, 8, 9,  //
                                                                9, 7, 5, 3, 1, 2, 4, 6, -100});
  const graft::Batch batch = model.pretraining_batch(windows, {}, rng);
  const auto [first, last] = train(model, batch, "next token");
  check(last < 0.5f * first, "training lowers the loss");

  graft::HeadSpec head;
  head.kind = graft::HeadKind::kSequenceClassification;
  head.labels = {"no", "yes"};
  @CLASS@Model classifier(small(), head, rng);
  graft::Batch labelled;
  labelled["input_ids"] = batch.at("input_ids");
  labelled["labels"] = graft::Tensor::from({2}, Ids{0, 1});
  check(train(classifier, labelled, "labels").second < 0.2f, "two texts are told apart");

  const graft::NoGradient no_gradient;
  graft::ForwardContext context;
  const graft::Tensor logits = model.forward(batch, context).logits;  // [2, 8, 11]
  graft::Batch changed = model.pretraining_batch(windows, {}, rng);
  changed["input_ids"].data<std::int64_t>()[7] = 10;
  const graft::Tensor logits_changed = model.forward(changed, context).logits;
  check(difference(logits.data<float>(), logits_changed.data<float>(), 7 * 11) == 0.0f,
        "no position sees a later token");

  // The second row begins with padding.
  graft::KvCache cache = model.start({}, context);
  model.next_token_logits(graft::Tensor::from({2, 3}, Ids{0, 1, 2, 0, 0, 9}),
                          graft::Tensor::from({2, 3}, Ids{0, 1, 1, 0, 0, 1}), cache, context);
  const graft::Tensor next = model.next_token_logits(graft::Tensor::from({2, 1}, Ids{3, 7}),
                                                     graft::Tensor(), cache, context);
  check(difference(next.data<float>(), logits.data<float>() + 2 * 11, 11) < 1e-4f,
        "decoding with a cache gives the same logits");
  check(difference(next.data<float>() + 11, logits.data<float>() + 9 * 11, 11) < 1e-4f,
        "padding in front changes nothing");
  return failures == 0 ? 0 : 1;
}
