#include "framework/cli/fixed_batch.h"

#include <array>
#include <utility>

#include "framework/config/settings.h"
#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/ops/optimizer_step.h"

namespace graft {

namespace {

constexpr std::array kInputs = {"input_ids",       "attention_mask",      "position_ids",
                                "labels",          "token_type_ids",      "decoder_input_ids",
                                "pixel_values",    "next_sentence_label", "decoder_attention_mask",
                                "start_positions", "end_positions"};

ModelOutput pass_with_loss(Architecture& model, const Batch& batch, ForwardContext& context) {
  ModelOutput output = model.forward(batch, context);
  if (!output.loss.defined()) {
    throw InputError("no-loss", "these inputs give no loss, so there is no gradient",
                     "add `labels` to the input file");
  }
  return output;
}

void clear_gradients(const std::vector<NamedParameter>& parameters) {
  for (NamedParameter parameter : parameters) parameter.tensor.clear_grad();
}

}  // namespace

Batch read_batch(const std::string& file) {
  const SafetensorsFile content = read_safetensors(file);
  Batch batch;
  for (const char* const name : kInputs) {
    const Tensor* tensor = content.find(name);
    if (tensor == nullptr) continue;
    const bool is_float = tensor->dtype() == DType::kFloat32;
    const bool may_be_float =
        std::string_view(name) == "pixel_values" || std::string_view(name) == "labels";
    if (is_float && !may_be_float) {
      throw InputError({Problem{file, 0, 0, "tensor-type",
                                '"' + std::string(name) + "\" is F32, expected I64 or I32",
                                "store it as integers"}});
    }
    batch[name] = is_float ? *tensor : tensor->to(DType::kInt64);
  }
  if (batch.tensors.empty()) {
    throw InputError({Problem{file, 0, 0, "no-inputs", "holds no tensor that a model reads",
                              "name one input_ids or pixel_values"}});
  }
  return batch;
}

std::vector<NamedTensor> output_tensors(Architecture& model, const Batch& batch, bool hidden_states,
                                        const std::vector<NamedParameter>& wanted) {
  ForwardContext context;
  context.hidden_states = hidden_states;
  clear_gradients(wanted);
  ModelOutput output;
  if (wanted.empty()) {
    const NoGradient no_gradient;
    output = model.forward(batch, context);
  } else {
    output = pass_with_loss(model, batch, context);
    backward(output.loss);
  }

  std::vector<NamedTensor> tensors;
  const auto add = [&tensors](const std::string& name, const Tensor& tensor) {
    if (tensor.defined()) tensors.push_back({name, tensor});
  };
  add("loss", output.loss);
  add("logits", output.logits);
  add("last_hidden_state", output.last_hidden_state);
  for (const auto& [name, tensor] : output.more) add(name, tensor);
  for (std::size_t i = 0; i < output.hidden_states.size(); ++i) {
    add("hidden_states." + std::to_string(i), output.hidden_states[i]);
  }
  for (const NamedParameter& parameter : wanted) {
    const Tensor& gradient = parameter.tensor.grad();
    add("grad." + parameter.name,
        gradient.defined() ? gradient : Tensor::zeros(parameter.tensor.shape()));
  }
  return tensors;
}

Schema<FixedBatchOptimizer> FixedBatchOptimizer::schema() {
  using Options = FixedBatchOptimizer;
  return Schema<Options>()
      .field("name", &Options::name, "the method", one_of({"adamw"}))
      .field("learning_rate", &Options::learning_rate, "the same for every step", at_least(0))
      .field("weight_decay", &Options::weight_decay, "on every parameter", at_least(0))
      .field("beta1", &Options::beta1, "decay of the first moment", in_range(0, 0.999999))
      .field("beta2", &Options::beta2, "decay of the second moment", in_range(0, 0.999999))
      .field("epsilon", &Options::epsilon, "added to the root of the second moment", at_least(0));
}

FixedBatchOptimizer read_optimizer(const std::vector<std::string>& pairs) {
  Value options = Value::map();
  std::vector<Problem> problems;
  for (const std::string& pair : pairs) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos || options.find(pair.substr(0, equals)) != nullptr) {
      problems.push_back(
          Problem{"", 0, 0, "bad-value",
                  "--optimizer: expected KEY=VALUE with each key once, got `" + pair + "`",
                  "write e.g. --optimizer learning_rate=0.001"});
      continue;
    }
    const std::string key = pair.substr(0, equals);
    Value value = parse_setting(pair.substr(equals + 1), "--optimizer " + key, problems);
    const Mark mark = value.mark();
    options.as_map().push_back({key, std::move(value), mark});
  }
  const auto schema = FixedBatchOptimizer::schema();
  const Value resolved = schema.untyped().resolve(options, "optimizer", problems);
  if (!problems.empty()) throw InputError(std::move(problems));
  return schema.read(resolved, "optimizer");
}

Tensor fixed_batch_losses(Architecture& model, const Batch& batch,
                          const std::vector<NamedParameter>& parameters,
                          const FixedBatchOptimizer& optimizer, std::int64_t steps) {
  AdamwStep step;
  step.learning_rate = optimizer.learning_rate;
  step.weight_decay = optimizer.weight_decay;
  step.beta1 = optimizer.beta1;
  step.beta2 = optimizer.beta2;
  step.epsilon = optimizer.epsilon;
  std::vector<Tensor> exp_avg;
  std::vector<Tensor> exp_avg_sq;
  for (const NamedParameter& parameter : parameters) {
    exp_avg.push_back(Tensor::zeros(parameter.tensor.shape()));
    exp_avg_sq.push_back(Tensor::zeros(parameter.tensor.shape()));
  }

  ForwardContext context;
  context.logits = false;
  std::vector<float> losses;
  for (step.step = 1; step.step <= steps; ++step.step) {
    clear_gradients(parameters);
    const Tensor loss = pass_with_loss(model, batch, context).loss;
    losses.push_back(loss.item());
    backward(loss);
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      Tensor parameter = parameters[i].tensor;
      if (!parameter.grad().defined()) continue;
      adamw_step(parameter, parameter.grad(), exp_avg[i], exp_avg_sq[i], step);
    }
  }
  clear_gradients(parameters);
  const NoGradient no_gradient;
  losses.push_back(pass_with_loss(model, batch, context).loss.item());
  return Tensor::from({static_cast<std::int64_t>(losses.size())}, losses);
}

}  // namespace graft
