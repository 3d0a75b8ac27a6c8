#include "framework/model_io/weight_writer.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "framework/model_io/safetensors_writer.h"
#include "graft/error.h"
#include "graft/file.h"
#include "graft/json.h"

namespace graft {

namespace {

namespace fs = std::filesystem;

using Shard = std::vector<TensorToWrite>;

std::uint64_t stored_bytes(const Tensor& tensor, FloatType type) {
  return static_cast<std::uint64_t>(tensor.numel() * size_of(type));
}

void check_values(const std::vector<NamedParameter>& parameters, FloatType type) {
  std::vector<Problem> problems;
  for (const NamedParameter& parameter : parameters) {
    const std::int64_t wrong = first_non_finite(parameter.tensor, type);
    if (wrong < 0) continue;
    problems.push_back(
        Problem{"", 0, 0, "non-finite-tensor",
                "tensor \"" + parameter.name + "\": element " + std::to_string(wrong) + " is " +
                    std::to_string(parameter.tensor.data<float>()[wrong]) +
                    ", which no finite number of " + names_of(type).option + " stands for",
                type == FloatType::kF16 ? "use bf16 or f32" : ""});
  }
  if (!problems.empty()) throw InputError(std::move(problems));
}

/// In order, a new one wherever the next tensor would make it too large.
std::vector<Shard> split(const std::vector<NamedParameter>& parameters,
                         const WeightFormat& format) {
  std::vector<Shard> shards(1);
  std::uint64_t size = 0;
  for (const NamedParameter& parameter : parameters) {
    const std::uint64_t bytes = stored_bytes(parameter.tensor, format.type);
    if (!shards.back().empty() && size + bytes > format.max_shard_size) {
      shards.emplace_back();
      size = 0;
    }
    size += bytes;
    const auto store = [&parameter, type = format.type](char* target) {
      store_floats(parameter.tensor.data<float>(), parameter.tensor.numel(), type, target);
    };
    shards.back().push_back(TensorToWrite{parameter.name, names_of(format.type).safetensors,
                                          parameter.tensor.shape(), store});
  }
  return shards;
}

std::string shard_name(std::size_t index, std::size_t count) {
  char name[64];
  std::snprintf(name, sizeof name, "model-%05zu-of-%05zu.safetensors", index + 1, count);
  return name;
}

/// Sorted by name, as the reference writes it.
Value weight_map(const std::vector<Shard>& shards) {
  std::vector<Value::Member> members;
  for (std::size_t i = 0; i < shards.size(); ++i) {
    for (const TensorToWrite& tensor : shards[i]) {
      members.push_back(Value::Member{tensor.name, shard_name(i, shards.size()), Mark()});
    }
  }
  std::sort(members.begin(), members.end(),
            [](const auto& left, const auto& right) { return left.key < right.key; });
  Value map = Value::map();
  map.as_map() = std::move(members);
  return map;
}

Value index_of(const std::vector<NamedParameter>& parameters, const std::vector<Shard>& shards,
               FloatType type) {
  std::uint64_t total = 0;
  for (const NamedParameter& parameter : parameters) total += stored_bytes(parameter.tensor, type);
  Value metadata = Value::map();
  metadata.set("total_size", static_cast<std::int64_t>(total));
  Value index = Value::map();
  index.set("metadata", std::move(metadata));
  index.set("weight_map", weight_map(shards));
  return index;
}

}  // namespace

void write_weights(const std::string& folder, const std::vector<NamedParameter>& parameters,
                   const WeightFormat& format) {
  check_values(parameters, format.type);
  // Readers of published checkpoints refuse files without this mark.
  const std::map<std::string, std::string> mark = {{"format", "pt"}};
  const std::vector<Shard> shards = split(parameters, format);
  if (shards.size() == 1) {
    write_safetensors_file((fs::path(folder) / "model.safetensors").string(), shards.front(), mark);
    return;
  }
  for (std::size_t i = 0; i < shards.size(); ++i) {
    const fs::path path = fs::path(folder) / shard_name(i, shards.size());
    write_safetensors_file(path.string(), shards[i], mark);
  }
  write_file((fs::path(folder) / "model.safetensors.index.json").string(),
             write_json(index_of(parameters, shards, format.type), 2) + "\n");
}

}  // namespace graft
