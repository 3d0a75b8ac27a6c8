#include "graft/batch.h"

#include "graft/error.h"

namespace graft {

const Tensor* Batch::find(const std::string& name) const {
  const auto found = tensors.find(name);
  return found == tensors.end() ? nullptr : &found->second;
}

const Tensor& Batch::at(const std::string& name) const {
  if (const Tensor* tensor = find(name)) return *tensor;
  std::string present;
  for (const auto& entry : tensors) present += (present.empty() ? "" : ", ") + entry.first;
  throw InputError("missing-input", "the model needs `" + name + "`, the batch has " +
                                        (present.empty() ? "nothing" : present));
}

}  // namespace graft
