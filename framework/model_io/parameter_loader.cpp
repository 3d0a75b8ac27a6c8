#include "framework/model_io/parameter_loader.h"

#include <algorithm>
#include <map>

#include "framework/model_io/float_formats.h"
#include "graft/error.h"
#include "graft/options.h"

namespace graft {

namespace {

std::string describe(const SafetensorsEntry& entry) {
  return entry.dtype + " " + to_string(entry.shape);
}

class Loader {
 public:
  Loader(const WeightFiles& files, const std::vector<NamedParameter>& parameters,
         const LoadRules& rules)
      : files_(files), rules_(rules) {
    for (const NamedParameter& parameter : parameters) {
      names_.push_back(parameter.name);
      targets_.emplace(parameter.name, Target{parameter, nullptr, false});
    }
  }

  void assign(const StoredTensor& stored) {
    const SafetensorsEntry& entry = *stored.entry;
    const std::string name = rules_.parameter_name ? rules_.parameter_name(entry.name) : entry.name;
    if (name.empty()) return;
    const auto found = targets_.find(name);
    if (found == targets_.end()) {
      const std::string near = nearest(name, names_);
      complain(stored, "unexpected-tensor",
               "tensor \"" + entry.name + "\" (" + describe(entry) + ") belongs to no parameter",
               near.empty() ? "the file belongs to another model" : "the nearest is " + near);
      return;
    }
    Target& target = found->second;
    if (target.entry != nullptr) {
      check_equal(stored, target, name);
      return;
    }
    target.entry = &entry;
    target.is_filled = fill(stored, target.parameter.tensor);
  }

  std::vector<std::string> finish() {
    std::vector<std::string> fresh;
    for (const std::string& name : names_) {
      const Target& target = targets_.at(name);
      if (target.entry != nullptr) continue;
      if (rules_.may_be_missing && rules_.may_be_missing(target.parameter)) {
        fresh.push_back(name);
      } else {
        problems_.push_back(Problem{files_.path(), 0, 0, "missing-tensor",
                                    "tensor \"" + name + "\" (F32 " +
                                        to_string(target.parameter.tensor.shape()) + ") is missing",
                                    "the file belongs to another model, or is incomplete"});
      }
    }
    if (!problems_.empty()) throw InputError(std::move(problems_));
    return fresh;
  }

 private:
  struct Target {
    NamedParameter parameter;
    const SafetensorsEntry* entry;  // that fills it
    bool is_filled;                 // without a complaint
  };

  bool fill(const StoredTensor& stored, Tensor& tensor) {
    const SafetensorsEntry& entry = *stored.entry;
    if (entry.shape != tensor.shape() || !is_float_type(entry.dtype)) {
      complain(stored, "misshapen-tensor",
               "tensor \"" + entry.name + "\" is " + describe(entry) + ", but the model has F32 " +
                   to_string(tensor.shape()),
               "check the sizes in the folder's configuration");
      return false;
    }
    stored.file->read_floats(entry, tensor);
    const std::int64_t wrong = first_non_finite(tensor);
    if (wrong < 0) return true;
    complain(stored, "non-finite-tensor",
             "tensor \"" + entry.name + "\": element " + std::to_string(wrong) + " is " +
                 std::to_string(tensor.data<float>()[wrong]),
             "the training that wrote it had diverged; use an earlier file");
    return false;
  }

  /// A second tensor for a parameter says nothing new, or is wrong.
  void check_equal(const StoredTensor& stored, const Target& target, const std::string& name) {
    const SafetensorsEntry& entry = *stored.entry;
    if (!target.is_filled) return;  // the first one is wrong already
    const Tensor& first = target.parameter.tensor;
    if (entry.shape == first.shape() && is_float_type(entry.dtype)) {
      const Tensor second = stored.file->read(entry);
      const float* begin = second.data<float>();
      if (std::equal(begin, begin + second.numel(), first.data<float>())) return;
    }
    complain(stored, "duplicate-tensor",
             "tensors \"" + target.entry->name + "\" (" + describe(*target.entry) + ") and \"" +
                 entry.name + "\" (" + describe(entry) + ") both stand for " + name +
                 ", but differ",
             "keep one of them");
  }

  void complain(const StoredTensor& stored, std::string code, std::string message,
                std::string hint) {
    problems_.push_back(
        Problem{stored.file->path(), 0, 0, std::move(code), std::move(message), std::move(hint)});
  }

  const WeightFiles& files_;
  const LoadRules& rules_;
  std::vector<std::string> names_;
  std::map<std::string, Target> targets_;
  std::vector<Problem> problems_;
};

}  // namespace

std::vector<std::string> load_parameters(const WeightFiles& files,
                                         const std::vector<NamedParameter>& parameters,
                                         const LoadRules& rules) {
  Loader loader(files, parameters, rules);
  for (const StoredTensor& stored : files.tensors()) loader.assign(stored);
  return loader.finish();
}

}  // namespace graft
