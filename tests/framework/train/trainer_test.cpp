#include "framework/train/trainer.h"

#include <cmath>
#include <fcntl.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "framework/train/checkpoint.h"
#include "graft/error.h"
#include "graft/file.h"
#include "graft/memory.h"
#include "graft/nn/linear.h"
#include "graft/ops/cross_entropy.h"
#include "graft/ops/dropout.h"
#include "tests/support/problem_texts.h"
#include "tests/support/temporary_folder.h"

namespace graft {
namespace {

/// One linear map with dropout on its input, from `features` to classes.
class Toy : public Architecture {
 public:
  explicit Toy(Rng& rng) : map_(3, 2, {.standard_deviation = 0.5f}, rng) {
    register_module("map", map_);
  }
  ModelOutput forward(const Batch& batch, ForwardContext& context) override {
    ModelOutput output;
    output.logits = map_.forward(dropout(batch.at("features"), 0.2f, context), context);
    const CrossEntropy loss = cross_entropy(output.logits, batch.at("labels"));
    output.loss = loss.loss;
    output.num_targets = loss.num_targets;
    return output;
  }
  Value config() const override { return Value::map(); }

 private:
  Linear map_;
};

/// Row i has label 1 where its first feature is positive; `targets` rows count.
Batch make_batch(std::int64_t index, std::int64_t rows, std::int64_t targets) {
  Rng rng(99, static_cast<std::uint64_t>(index));
  Batch batch;
  batch["features"] = random_normal({rows, 3}, rng);
  Tensor labels({rows}, DType::kInt64);
  for (std::int64_t row = 0; row < rows; ++row) {
    const bool positive = batch["features"].data<float>()[row * 3] > 0;
    labels.data<std::int64_t>()[row] = row < targets ? (positive ? 1 : 0) : kIgnoreIndex;
  }
  batch["labels"] = labels;
  return batch;
}

struct ToyTraining {
  explicit ToyTraining(const std::string& folder) : rng(5), model(rng) {
    job.label = "toy";
    job.model = &model;
    job.parameters = model.parameters();
    job.steps = 30;
    job.seed = 3;
    job.folder = folder;
    job.options.learning_rate = 0.05;
    job.options.warmup_steps = 3;
    job.options.checkpoint_every = 7;
    job.options.log_every = 1;
    job.batch = [](std::int64_t index) { return make_batch(index, 8, 8); };
  }
  std::vector<float> weights() const {
    std::vector<float> all;
    for (const NamedParameter& parameter : job.parameters) {
      const float* values = parameter.tensor.data<float>();
      all.insert(all.end(), values, values + parameter.tensor.numel());
    }
    return all;
  }

  Rng rng;
  Toy model;
  TrainingJob job;
};

struct Stop : std::exception {};

/// What stops the training.
std::string error_of(const TrainingJob& job) {
  try {
    train(job);
    return "no error";
  } catch (const Error& error) {
    return error.what();
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(trainer)

BOOST_AUTO_TEST_CASE(the_loss_falls) {
  const TemporaryFolder folder;
  ToyTraining toy(folder.path("t"));
  toy.job.steps = 200;
  const TrainingResult result = train(toy.job);
  BOOST_TEST(result.steps == 200);
  BOOST_TEST(result.train_loss < 0.45);  // dropout on the deciding feature leaves some
}

BOOST_AUTO_TEST_CASE(memory_does_not_grow_with_the_number_of_steps) {
  const TemporaryFolder folder;
  ToyTraining toy(folder.path("t"));
  toy.job.steps = 200;
  toy.job.options.log_every = 10;
  std::vector<std::int64_t> in_use;  // between the update and the next batch
  toy.job.after_step = [&in_use] { in_use.push_back(memory_use().in_use.total()); };
  train(toy.job);
  BOOST_TEST_REQUIRE(in_use.size() == 200u);
  BOOST_TEST(in_use.back() == in_use[49]);
}

BOOST_AUTO_TEST_CASE(progress_says_no_rate_before_one_is_known) {
  const TemporaryFolder folder;
  ToyTraining toy(folder.path("t"));
  toy.job.options.log_every = 10;
  const int before = dup(STDERR_FILENO);
  const int file = open(folder.path("stderr").c_str(), O_WRONLY | O_CREAT, 0600);
  dup2(file, STDERR_FILENO);
  close(file);
  train(toy.job);
  dup2(before, STDERR_FILENO);
  close(before);
  BOOST_TEST(folder.read("stderr").starts_with("toy  1/30  loss "));
  BOOST_TEST(folder.read("stderr").find("tokens/s") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(stopped_at_any_step_it_continues_to_the_same_bits) {
  const TemporaryFolder folder;
  ToyTraining whole(folder.path("whole"));
  train(whole.job);
  for (std::int64_t stop = 1; stop < whole.job.steps; ++stop) {
    const std::string path = folder.path("stop-" + std::to_string(stop));
    {
      ToyTraining first(path);
      first.job.batch = [stop](std::int64_t index) {
        if (index == stop) throw Stop();
        return make_batch(index, 8, 8);
      };
      BOOST_CHECK_THROW(train(first.job), Stop);
    }
    ToyTraining second(path);
    std::vector<std::int64_t> drawn;
    second.job.batch = [&drawn](std::int64_t index) {
      drawn.push_back(index);
      return make_batch(index, 8, 8);
    };
    train(second.job);
    BOOST_REQUIRE(second.weights() == whole.weights());
    const std::int64_t saved = stop / 7 * 7;
    BOOST_TEST(drawn.front() == saved);
    BOOST_TEST(std::ssize(drawn) == whole.job.steps - saved);
  }
}

BOOST_AUTO_TEST_CASE(accumulation_weighs_every_target_alike) {
  // Micro-batches of 8 and 2 targets are the same step as one batch of those 10 rows.
  const TemporaryFolder folder;
  const auto part = [](std::int64_t index) { return make_batch(index, 8, index == 0 ? 8 : 2); };
  ToyTraining split(folder.path("split"));
  split.job.steps = 1;
  split.job.options.warmup_steps = 0;
  split.job.options.accumulation = 2;
  split.job.batch = part;
  ToyTraining joined(folder.path("joined"));
  joined.job.steps = 1;
  joined.job.options.warmup_steps = 0;
  joined.job.batch = [&part](std::int64_t) {
    Batch all;
    Tensor features({16, 3});
    Tensor labels({16}, DType::kInt64);
    for (std::int64_t half = 0; half < 2; ++half) {
      const Batch one = part(half);
      features.view_rows(half * 8, half * 8 + 8).copy_from(one.at("features"));
      labels.view_rows(half * 8, half * 8 + 8).copy_from(one.at("labels"));
    }
    all["features"] = features;
    all["labels"] = labels;
    return all;
  };
  // Plain gradients differ through dropout alone, so compare the gradients without it.
  const auto step_without_dropout = [](ToyTraining& toy) {
    double loss = 0.0;
    std::int64_t targets = 0;
    for (std::int64_t i = 0; i < toy.job.options.accumulation; ++i) {
      ForwardContext context;
      const ModelOutput output = toy.model.forward(toy.job.batch(i), context);
      loss += static_cast<double>(output.loss.item()) * static_cast<double>(output.num_targets);
      targets += output.num_targets;
    }
    return loss / static_cast<double>(targets);
  };
  BOOST_TEST(step_without_dropout(split) == step_without_dropout(joined),
             boost::test_tools::tolerance(1e-6));
  BOOST_TEST(train(split.job).steps == 1);
  const std::string log = read_file(folder.path("split") + "/metrics.jsonl");
  BOOST_TEST(log.find("\"step\": 1") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(early_stopping_keeps_the_best_parameters) {
  const TemporaryFolder folder;
  ToyTraining toy(folder.path("t"));
  toy.job.options.eval_every = 5;
  toy.job.options.early_stopping_patience = 2;
  int evaluations = 0;
  std::vector<float> best;
  toy.job.evaluate = [&] {
    ++evaluations;
    if (evaluations == 2) best = toy.weights();
    return Evaluation{evaluations == 2 ? 0.1 : 1.0, {}};
  };
  const TrainingResult result = train(toy.job);
  BOOST_TEST(result.stopped_early);
  BOOST_TEST(result.steps == 20);
  BOOST_TEST(*result.valid_loss == 0.1);
  BOOST_TEST(toy.weights() == best);
}

BOOST_AUTO_TEST_CASE(early_stopping_may_go_by_accuracy) {
  const TemporaryFolder folder;
  ToyTraining toy(folder.path("t"));
  toy.job.options.eval_every = 5;
  toy.job.options.early_stopping_patience = 2;
  toy.job.options.early_stopping_metric = "valid_accuracy";
  int evaluations = 0;
  // The loss is best at first, the accuracy at the third look.
  toy.job.evaluate = [&] {
    ++evaluations;
    return Evaluation{static_cast<double>(evaluations), evaluations == 3 ? 0.9 : 0.5, "accuracy"};
  };
  const TrainingResult result = train(toy.job);
  BOOST_TEST(result.steps == 25);
  BOOST_TEST(*result.valid_loss == 3.0);
  const std::string log = read_file(folder.path("t") + "/metrics.jsonl");
  BOOST_TEST(log.find("\"valid_accuracy\": 0.9") != std::string::npos, log);
}

BOOST_AUTO_TEST_CASE(early_stopping_by_an_accuracy_that_is_not_measured_is_refused) {
  const TemporaryFolder folder;
  ToyTraining toy(folder.path("t"));
  toy.job.options.early_stopping_patience = 2;
  toy.job.options.early_stopping_metric = "valid_accuracy";
  toy.job.evaluate = [] { return Evaluation{1.0, {}, ""}; };
  BOOST_TEST(problem_text([&] { train(toy.job); }) ==
             "error: early_stopping_metric: this training does not measure valid_accuracy; "
             "write `early_stopping_metric: valid_loss`");
}

BOOST_AUTO_TEST_CASE(early_stopping_without_validation_is_refused_before_the_first_step) {
  const TemporaryFolder folder;
  ToyTraining toy(folder.path("t"));
  toy.job.options.early_stopping_patience = 2;
  toy.job.batch = [](std::int64_t) -> Batch { throw Stop(); };
  BOOST_TEST(problem_text([&] { train(toy.job); }) ==
             "error: early_stopping_patience needs a validation split; add one to the data, or "
             "remove early_stopping_patience");
}

BOOST_AUTO_TEST_CASE(a_step_without_a_target_logs_no_loss_and_moves_nothing) {
  const TemporaryFolder folder;
  ToyTraining toy(folder.path("t"));
  toy.job.steps = 2;
  toy.job.options.warmup_steps = 0;
  toy.job.options.schedule = "constant";
  toy.job.batch = [](std::int64_t) { return make_batch(0, 8, 0); };
  const std::vector<float> before = toy.weights();
  train(toy.job);
  BOOST_TEST(toy.weights() == before);
  const std::string log = read_file(folder.path("t") + "/metrics.jsonl");
  BOOST_TEST(log.find("\"learning_rate\": 0.05") != std::string::npos, log);
  BOOST_TEST(log.find("loss") == std::string::npos, log);
  BOOST_TEST(log.find("grad_norm") == std::string::npos, log);
}

BOOST_AUTO_TEST_CASE(betas_close_to_one_keep_their_double_precision) {
  const TemporaryFolder folder;
  ToyTraining toy(folder.path("t"));
  toy.job.steps = 5;
  toy.job.options.beta1 = 0.99999999;
  toy.job.options.beta2 = 0.99999999;
  const std::vector<float> before = toy.weights();
  train(toy.job);
  BOOST_TEST(toy.weights() != before);
  for (const float weight : toy.weights()) BOOST_TEST(std::isfinite(weight));
}

BOOST_AUTO_TEST_CASE(an_epsilon_that_is_zero_as_a_float_is_refused) {
  const TemporaryFolder folder;
  ToyTraining toy(folder.path("t"));
  toy.job.options.epsilon = 1e-50;
  BOOST_TEST(problem_text([&] { train(toy.job); }) ==
             "error: train.epsilon: is below 1.2e-38, the least that a float holds; write for "
             "example `epsilon: 1e-8`");
}

BOOST_AUTO_TEST_CASE(a_validation_loss_that_is_not_finite_stops_and_is_never_saved) {
  const TemporaryFolder folder;
  ToyTraining toy(folder.path("t"));
  toy.job.options.eval_every = 14;
  toy.job.evaluate = [] { return Evaluation{std::nan(""), {}}; };
  BOOST_TEST(error_of(toy.job) ==
             "step 14: the validation loss is not finite; lower `train.learning_rate`");
  BOOST_TEST(load_checkpoint(folder.path("t") + "/checkpoint")->step == 7);
}

BOOST_AUTO_TEST_CASE(parameters_that_are_not_finite_are_named_and_never_saved) {
  const TemporaryFolder folder;
  ToyTraining toy(folder.path("t"));
  // Nothing that is computed with these weights is looked at before they are saved.
  toy.job.options.eval_every = 14;
  toy.job.evaluate = [&] {
    Tensor weight = toy.job.parameters.front().tensor;
    weight.data<float>()[1] = std::nanf("");
    return Evaluation{1.0, {}, ""};
  };
  BOOST_TEST(error_of(toy.job) ==
             "step 14: `map.weight` is not finite; lower `train.learning_rate`");
  BOOST_TEST(load_checkpoint(folder.path("t") + "/checkpoint")->step == 7);
}

BOOST_AUTO_TEST_CASE(a_checkpoint_with_an_unreadable_number_sends_it_back_to_the_one_before) {
  const TemporaryFolder folder;
  const std::string checkpoints = folder.path("t") + "/checkpoint";
  ToyTraining whole(folder.path("whole"));
  train(whole.job);
  {
    ToyTraining first(folder.path("t"));
    first.job.batch = [](std::int64_t index) {
      if (index == 20) throw Stop();
      return make_batch(index, 8, 8);
    };
    BOOST_CHECK_THROW(train(first.job), Stop);
  }
  Checkpoint last = *load_checkpoint(checkpoints);
  BOOST_TEST(last.step == 14);
  last.state.set("valid_loss", Value());
  save_checkpoint(checkpoints, last, 7);
  ToyTraining second(folder.path("t"));
  std::vector<std::int64_t> drawn;
  second.job.batch = [&drawn](std::int64_t index) {
    drawn.push_back(index);
    return make_batch(index, 8, 8);
  };
  train(second.job);
  BOOST_TEST(drawn.front() == 7);
  BOOST_TEST(second.weights() == whole.weights());
}

BOOST_AUTO_TEST_CASE(a_nan_stops_with_the_step_and_keeps_the_checkpoint) {
  const TemporaryFolder folder;
  ToyTraining toy(folder.path("t"));
  toy.job.batch = [](std::int64_t index) {
    Batch batch = make_batch(index, 8, 8);
    if (index == 10) batch["features"].data<float>()[0] = std::nanf("");
    return batch;
  };
  BOOST_TEST(error_of(toy.job).starts_with("step 11: "));
  BOOST_TEST(load_checkpoint(folder.path("t") + "/checkpoint")->step == 7);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
