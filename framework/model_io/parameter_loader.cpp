#include "framework/model_io/parameter_loader.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "graft/error.h"
#include "graft/options.h"

namespace graft {

namespace {

std::string describe(const SafetensorsEntry& entry) {
  return entry.dtype + " " + to_string(entry.shape);
}

bool is_float_type(const std::string& dtype) {
  return dtype == "F32" || dtype == "F16" || dtype == "BF16" || dtype == "F64";
}

/// Index of the first element that is infinite or no number; -1 when there is none.
std::int64_t first_non_finite(const Tensor& tensor) {
  const float* begin = tensor.data<float>();
  const float* end = begin + tensor.numel();
  const float* found = std::find_if(begin, end, [](float value) { return !std::isfinite(value); });
  return found == end ? -1 : found - begin;
}

class Loader {
 public:
  Loader(const SafetensorsReader& file, const std::vector<NamedParameter>& parameters,
         const LoadRules& rules)
      : file_(file), rules_(rules) {
    for (const NamedParameter& parameter : parameters) {
      names_.push_back(parameter.name);
      targets_.emplace(parameter.name, Target{parameter, nullptr});
    }
  }

  void assign(const SafetensorsEntry& entry) {
    const std::string name = rules_.parameter_name ? rules_.parameter_name(entry.name) : entry.name;
    if (name.empty()) return;
    const auto found = targets_.find(name);
    if (found == targets_.end()) {
      const std::string near = nearest(name, names_);
      complain("unexpected-tensor",
               "tensor \"" + entry.name + "\" (" + describe(entry) + ") belongs to no parameter",
               near.empty() ? "the file belongs to another model" : "the nearest is " + near);
      return;
    }
    Target& target = found->second;
    if (target.entry != nullptr) {
      complain("duplicate-tensor",
               "tensors \"" + target.entry->name + "\" (" + describe(*target.entry) + ") and \"" +
                   entry.name + "\" (" + describe(entry) + ") both stand for " + name,
               "keep one of them");
      return;
    }
    target.entry = &entry;
    copy(entry, target.parameter);
  }

  std::vector<std::string> finish() {
    std::vector<std::string> fresh;
    for (const std::string& name : names_) {
      const Target& target = targets_.at(name);
      if (target.entry != nullptr) continue;
      if (rules_.may_be_missing && rules_.may_be_missing(target.parameter)) {
        fresh.push_back(name);
      } else {
        complain("missing-tensor",
                 "tensor \"" + name + "\" (F32 " + to_string(target.parameter.tensor.shape()) +
                     ") is missing",
                 "the file belongs to another model, or is incomplete");
      }
    }
    if (!problems_.empty()) throw InputError(std::move(problems_));
    return fresh;
  }

 private:
  struct Target {
    NamedParameter parameter;
    const SafetensorsEntry* entry;
  };

  void copy(const SafetensorsEntry& entry, NamedParameter& parameter) {
    if (entry.shape != parameter.tensor.shape() || !is_float_type(entry.dtype)) {
      complain("misshapen-tensor",
               "tensor \"" + entry.name + "\" is " + describe(entry) + ", but the model has F32 " +
                   to_string(parameter.tensor.shape()),
               "check the sizes in the folder's configuration");
      return;
    }
    const Tensor values = file_.read(entry);
    const std::int64_t wrong = first_non_finite(values);
    if (wrong >= 0) {
      complain("non-finite-tensor",
               "tensor \"" + entry.name + "\": element " + std::to_string(wrong) + " is " +
                   std::to_string(values.data<float>()[wrong]),
               "the training that wrote it had diverged; use an earlier file");
      return;
    }
    parameter.tensor.copy_from(values);
  }

  void complain(std::string code, std::string message, std::string hint) {
    problems_.push_back(
        Problem{file_.path(), 0, 0, std::move(code), std::move(message), std::move(hint)});
  }

  const SafetensorsReader& file_;
  const LoadRules& rules_;
  std::vector<std::string> names_;
  std::map<std::string, Target> targets_;
  std::vector<Problem> problems_;
};

}  // namespace

std::vector<std::string> load_parameters(const SafetensorsReader& file,
                                         const std::vector<NamedParameter>& parameters,
                                         const LoadRules& rules) {
  Loader loader(file, parameters, rules);
  for (const SafetensorsEntry& entry : file.header().entries) loader.assign(entry);
  return loader.finish();
}

}  // namespace graft
