#include "framework/run/parameter_count.h"

#include <algorithm>
#include <cstdio>
#include <iterator>

#include "framework/train/progress.h"

namespace graft {

std::vector<NamedParameter> all_parameters(const StageModel& model) {
  std::vector<NamedParameter> parameters = model.model->parameters();
  if (model.adapter) {
    for (NamedParameter& added : model.adapter->parameters()) {
      parameters.push_back(std::move(added));
    }
  }
  return parameters;
}

std::vector<NamedParameter> trainable_parameters(const StageModel& model) {
  const std::vector<NamedParameter> all = all_parameters(model);
  std::vector<NamedParameter> trainable;
  std::copy_if(all.begin(), all.end(), std::back_inserter(trainable),
               [](const NamedParameter& parameter) { return parameter.tensor.requires_grad(); });
  return trainable;
}

ParameterCount count_parameters(const StageModel& model) {
  ParameterCount count;
  for (const NamedParameter& parameter : all_parameters(model)) {
    count.total += parameter.tensor.numel();
    if (parameter.tensor.requires_grad()) count.trainable += parameter.tensor.numel();
  }
  return count;
}

std::string count_text(const ParameterCount& count) {
  char share[32];
  std::snprintf(share, sizeof share, "%.2f",
                100.0 * static_cast<double>(count.trainable) /
                    static_cast<double>(std::max<std::int64_t>(1, count.total)));
  return grouped(count.total) + " parameters, " + share + " % trainable (" +
         grouped(count.trainable) + ")";
}

}  // namespace graft
