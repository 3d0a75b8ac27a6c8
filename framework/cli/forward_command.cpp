#include "framework/cli/forward_command.h"

#include <algorithm>

#include "framework/cli/fixed_batch.h"
#include "framework/cli/model_arguments.h"
#include "framework/cli/open_catalog.h"
#include "framework/config/input_place.h"
#include "framework/model_io/safetensors.h"
#include "graft/autograd.h"
#include "graft/error.h"

namespace graft {

namespace {

namespace po = boost::program_options;

constexpr const char* kAll = "all";

CommandLine command_line() {
  CommandLine command(
      "forward --model DIR --input IN --output OUT [options]",
      "Passes given tensors through a model and writes what comes out, gradients "
      "and losses of optimizer steps if asked for.",
      "graft forward --model runs/quickstart/pretrained/model --input in.safetensors "
      "--output out.safetensors --grad all");
  add_model_options(command);
  command.options()("merge", "fold the adapter into the model first")(
      "input", po::value<std::string>()->value_name("FILE"), "safetensors: input_ids, labels, …")(
      "output", po::value<std::string>()->value_name("FILE"), "safetensors to write")(
      "grad", po::value<std::vector<std::string>>()->value_name("NAME"),
      "write the gradient of the loss at this parameter, or at `all`; may be repeated")(
      "hidden-states", "write the input of every block and the last output")(
      "steps", po::value<std::int64_t>()->value_name("N"),
      "make optimizer steps on the same input and write the losses")(
      "optimizer", po::value<std::vector<std::string>>()->value_name("KEY=VALUE"),
      "name=adamw, learning_rate, weight_decay, beta1, beta2, epsilon; may be repeated");
  return command;
}

std::string required_file(const CommandLine& command, const std::string& option) {
  if (command.has(option)) return command.get<std::string>(option);
  throw InputError("missing-option", "`--" + option + "` is missing", "name a safetensors file");
}

/// Everything that trains, under the names of the files it is stored in.
std::vector<NamedParameter> trainable_parameters(const NamedModel& named) {
  std::vector<NamedParameter> parameters;
  if (named.adapter) parameters = named.adapter->parameters();
  for (NamedParameter& parameter : named.model->parameters()) {
    if (!parameter.tensor.requires_grad()) continue;
    if (named.adapter) parameter.name = name_in_adapter_file(parameter.name);
    parameters.push_back(std::move(parameter));
  }
  return parameters;
}

/// The parameters that `--grad` names, each once.
std::vector<NamedParameter> chosen(const std::vector<NamedParameter>& parameters,
                                   const std::vector<std::string>& names) {
  if (std::find(names.begin(), names.end(), kAll) != names.end()) return parameters;
  std::vector<std::string> all;
  all.reserve(parameters.size());
  for (const NamedParameter& parameter : parameters) all.push_back(parameter.name);
  std::vector<Problem> problems;
  for (const std::string& name : names) {
    if (std::find(all.begin(), all.end(), name) != all.end()) continue;
    const std::string near = nearest(name, all);
    problems.push_back(Problem{"", 0, 0, "unknown-parameter",
                               "--grad: no trainable parameter is named `" + name + "`",
                               near.empty() ? "" : "did you mean `" + near + "`?"});
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  std::vector<NamedParameter> result;
  for (const NamedParameter& parameter : parameters) {
    const bool is_chosen = std::find(names.begin(), names.end(), parameter.name) != names.end();
    if (is_chosen) result.push_back(parameter);
  }
  return result;
}

NamedModel load(const CommandLine& command, PluginCatalog& catalog) {
  NamedModel named = load_named_model(command, catalog);
  if (command.has("merge")) {
    if (!named.adapter) {
      throw InputError("missing-option", "`--merge` needs `--adapter`", "name an adapter folder");
    }
    named.adapter->merge();
    for (NamedGraftPoint& point : named.model->graft_points()) point.point->detach_all();
    named.adapter.reset();
  }
  if (!named.adapter) set_trainable(*named.model, true);
  return named;
}

/// Calls `pass`; what is wrong with the tensors of `file` names it.
template <typename Pass>
auto with_input_file(const std::string& file, const Pass& pass) {
  try {
    return with_place(file, {}, pass);
  } catch (const ShapeError& error) {
    throw InputError({Problem{file, 0, 0, "bad-shape", error.what(), ""}});
  }
}

std::vector<std::string> list_of(const CommandLine& command, const std::string& option) {
  return command.has(option) ? command.get<std::vector<std::string>>(option)
                             : std::vector<std::string>();
}

}  // namespace

int run_forward(const std::vector<std::string>& arguments) {
  CommandLine command = command_line();
  command.parse(arguments);
  const std::string output_file = required_file(command, "output");
  const std::string input_file = required_file(command, "input");
  const Batch batch = read_batch(input_file);
  const FixedBatchOptimizer optimizer = read_optimizer(list_of(command, "optimizer"));
  const std::int64_t steps = command.has("steps") ? command.get<std::int64_t>("steps") : 0;
  if (steps < 0) throw InputError("out-of-range", "--steps: expected a number of at least 0");

  PluginCatalog catalog = open_catalog(command);
  const NamedModel named = load(command, catalog);
  const std::vector<NamedParameter> trainable = trainable_parameters(named);
  const std::vector<std::string> grad_names = list_of(command, "grad");
  const std::vector<NamedParameter> wanted = chosen(trainable, grad_names);

  const std::vector<NamedTensor> tensors = with_input_file(input_file, [&] {
    std::vector<NamedTensor> results =
        output_tensors(*named.model, batch, command.has("hidden-states"), wanted);
    if (command.has("steps")) {
      results.push_back(
          {"losses", fixed_batch_losses(*named.model, batch, trainable, optimizer, steps)});
    }
    return results;
  });
  write_safetensors(output_file, tensors);
  return 0;
}

}  // namespace graft
