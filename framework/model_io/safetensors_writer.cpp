#include "framework/model_io/safetensors_writer.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "framework/model_io/safetensors_header.h"
#include "graft/error.h"
#include "graft/file.h"
#include "graft/json.h"

namespace graft {

namespace {

std::int64_t bytes_of(const TensorToWrite& tensor) {
  const auto size = static_cast<std::int64_t>(safetensors_element_size(tensor.dtype));
  return element_count(tensor.shape) * size;
}

void check_names(const std::string& path, const std::vector<TensorToWrite>& tensors) {
  std::set<std::string_view> names;
  for (const TensorToWrite& tensor : tensors) {
    if (!names.insert(tensor.name).second || tensor.name == "__metadata__") {
      throw Error(path + ": two tensors would have the name \"" + tensor.name + "\"");
    }
  }
}

Value header_of(const std::vector<TensorToWrite>& tensors,
                const std::map<std::string, std::string>& metadata) {
  Value header = Value::map();
  if (!metadata.empty()) {
    Value members = Value::map();
    for (const auto& [key, value] : metadata) members.set(key, value);
    header.set("__metadata__", std::move(members));
  }
  std::int64_t offset = 0;
  for (const TensorToWrite& tensor : tensors) {
    Value entry = Value::map();
    entry.set("dtype", tensor.dtype);
    Value shape = Value::list();
    for (const std::int64_t size : tensor.shape) shape.push_back(size);
    entry.set("shape", std::move(shape));
    const std::int64_t end = offset + bytes_of(tensor);
    entry.set("data_offsets", Value::List{Value(offset), Value(end)});
    offset = end;
    // Not `set`, which looks for an equal key first: names were checked to differ.
    header.as_map().push_back(Value::Member{tensor.name, std::move(entry), Mark()});
  }
  return header;
}

}  // namespace

void write_safetensors_file(const std::string& path, std::vector<TensorToWrite> tensors,
                            const std::map<std::string, std::string>& metadata) {
  check_names(path, tensors);
  // Widest elements first, so that every tensor is aligned in the file.
  std::stable_sort(
      tensors.begin(), tensors.end(), [](const TensorToWrite& left, const TensorToWrite& right) {
        return safetensors_element_size(left.dtype) > safetensors_element_size(right.dtype);
      });
  std::string header = write_json(header_of(tensors, metadata));
  header.append((8 - header.size() % 8) % 8, ' ');
  const std::uint64_t length = header.size();
  std::size_t total = sizeof length + header.size();
  for (const TensorToWrite& tensor : tensors) total += static_cast<std::size_t>(bytes_of(tensor));

  std::string content;
  content.reserve(total);
  content.append(reinterpret_cast<const char*>(&length), sizeof length);
  content.append(header);
  std::size_t offset = content.size();
  content.resize(total);
  for (const TensorToWrite& tensor : tensors) {
    tensor.store(content.data() + offset);
    offset += static_cast<std::size_t>(bytes_of(tensor));
  }
  write_file(path, content);
}

}  // namespace graft
