#include "framework/model_io/model_conversion.h"

#include <algorithm>
#include <filesystem>

#include "framework/model_io/weight_files.h"
#include "graft/file.h"
#include "graft/json.h"

namespace graft {

namespace {

namespace fs = std::filesystem;

constexpr const char* kConfigFile = "config.json";

/// Weights of any format, and what belongs to them.
bool is_of_weights(const std::string& name) {
  const auto ends = [&name](const char* suffix) { return name.ends_with(suffix); };
  const auto endings = {".safetensors",
                        ".safetensors.index.json",
                        ".bin.index.json",
                        ".ckpt",
                        ".gguf",
                        ".h5",
                        ".msgpack",
                        ".onnx",
                        ".ot",
                        ".pt",
                        ".pth"};
  return std::any_of(endings.begin(), endings.end(), ends) ||
         (name.starts_with("pytorch_model") && name.ends_with(".bin"));
}

void copy_other_files(const std::string& from, const std::string& to) {
  for (const fs::directory_entry& entry : fs::directory_iterator(from)) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_regular_file() || name == kConfigFile || is_of_weights(name)) continue;
    write_file((fs::path(to) / name).string(), read_file(entry.path().string()));
  }
}

}  // namespace

FloatType stored_float_type(const std::string& folder) {
  const WeightFiles files = WeightFiles::of_model(folder);
  std::string common;
  for (const StoredTensor& stored : files.tensors()) {
    const std::string& dtype = stored.entry->dtype;
    if (!is_float_type(dtype)) continue;
    if (!common.empty() && dtype != common) return FloatType::kF32;
    common = dtype;
  }
  for (const FloatTypeNames& names : all_float_types()) {
    if (common == names.safetensors) return names.type;
  }
  return FloatType::kF32;
}

void write_converted_model(const std::string& source, const Architecture& model, Value config,
                           const WeightFormat& format, NewFolder& output) {
  write_weights(output.path(), model.parameters(), format);
  config.set("torch_dtype", names_of(format.type).config);
  write_file((fs::path(output.path()) / kConfigFile).string(), write_json(config, 2) + "\n");
  copy_other_files(source, output.path());
  output.finish();
}

}  // namespace graft
