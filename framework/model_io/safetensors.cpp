#include "framework/model_io/safetensors.h"

#include <algorithm>
#include <cstring>
#include <set>
#include <string_view>

#include "framework/model_io/safetensors_reader.h"
#include "graft/error.h"
#include "graft/file.h"
#include "graft/json.h"

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

Value header_of(const std::vector<const NamedTensor*>& tensors,
                const std::map<std::string, std::string>& metadata) {
  Value header = Value::map();
  if (!metadata.empty()) {
    Value members = Value::map();
    for (const auto& [key, value] : metadata) members.set(key, value);
    header.set("__metadata__", std::move(members));
  }
  std::int64_t offset = 0;
  for (const NamedTensor* named : tensors) {
    Value entry = Value::map();
    entry.set("dtype", file_type(*named));
    Value shape = Value::list();
    for (const std::int64_t size : named->tensor.shape()) shape.push_back(size);
    entry.set("shape", std::move(shape));
    const std::int64_t end = offset + named->tensor.bytes();
    entry.set("data_offsets", Value::List{Value(offset), Value(end)});
    offset = end;
    // Not `set`, which looks for an equal key first: names were checked to differ.
    header.as_map().push_back(Value::Member{named->name, std::move(entry), Mark()});
  }
  return header;
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
  std::vector<const NamedTensor*> ordered;
  std::set<std::string_view> names;
  for (const NamedTensor& named : tensors) {
    if (!names.insert(named.name).second || named.name == "__metadata__") {
      throw Error(path + ": two tensors would have the name \"" + named.name + "\"");
    }
    ordered.push_back(&named);
  }
  // Widest elements first, so that every tensor is aligned in the file.
  std::stable_sort(ordered.begin(), ordered.end(),
                   [](const NamedTensor* left, const NamedTensor* right) {
                     return size_of(left->tensor.dtype()) > size_of(right->tensor.dtype());
                   });

  std::string header = write_json(header_of(ordered, metadata));
  header.append((8 - header.size() % 8) % 8, ' ');
  const std::uint64_t length = header.size();
  std::size_t total = sizeof length + header.size();
  for (const NamedTensor* named : ordered) total += static_cast<std::size_t>(named->tensor.bytes());

  std::string content;
  content.reserve(total);
  content.append(reinterpret_cast<const char*>(&length), sizeof length);
  content.append(header);
  for (const NamedTensor* named : ordered) {
    content.append(static_cast<const char*>(named->tensor.raw_data()),
                   static_cast<std::size_t>(named->tensor.bytes()));
  }
  write_file(path, content);
}

}  // namespace graft
