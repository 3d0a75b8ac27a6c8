#include "framework/model_io/safetensors.h"

#include <algorithm>
#include <cstring>

#include "framework/model_io/safetensors_reader.h"
#include "framework/model_io/safetensors_writer.h"
#include "graft/error.h"

namespace graft {

namespace {

/// The type's name in the file; throws Error for a type that is not written.
const char* file_type(const NamedTensor& named) {
  switch (named.tensor.dtype()) {
    case DType::kFloat32:
      return "F32";
    case DType::kInt64:
      return "I64";
    case DType::kInt32:
      return "I32";
    case DType::kUInt8:
      return "U8";
    case DType::kBool:
      return "BOOL";
    case DType::kBFloat16:
      break;
  }
  throw Error("tensor \"" + named.name + "\" of type " + name_of(named.tensor.dtype()) +
              " cannot be written; convert it to f32");
}

}  // namespace

const Tensor* SafetensorsFile::find(const std::string& name) const {
  const auto found = std::find_if(tensors.begin(), tensors.end(),
                                  [&](const NamedTensor& named) { return named.name == name; });
  return found == tensors.end() ? nullptr : &found->tensor;
}

SafetensorsFile read_safetensors(const std::string& path) {
  const SafetensorsReader reader(path);
  SafetensorsFile file;
  file.metadata = reader.header().metadata;
  for (const SafetensorsEntry& entry : reader.header().entries) {
    file.tensors.push_back(NamedTensor{entry.name, reader.read(entry)});
  }
  return file;
}

void write_safetensors(const std::string& path, const std::vector<NamedTensor>& tensors,
                       const std::map<std::string, std::string>& metadata) {
  std::vector<TensorToWrite> to_write;
  to_write.reserve(tensors.size());
  for (const NamedTensor& named : tensors) {
    const auto store = [&named](char* bytes) {
      const auto size = static_cast<std::size_t>(named.tensor.bytes());
      if (size > 0) std::memcpy(bytes, named.tensor.raw_data(), size);
    };
    to_write.push_back(TensorToWrite{named.name, file_type(named), named.tensor.shape(), store});
  }
  write_safetensors_file(path, std::move(to_write), metadata);
}

}  // namespace graft
