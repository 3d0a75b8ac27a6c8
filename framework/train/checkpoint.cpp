#include "framework/train/checkpoint.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include <xxhash.h>

#include "framework/cli/log.h"
#include "graft/error.h"
#include "graft/file.h"
#include "graft/json.h"

namespace graft {

namespace {

namespace fs = std::filesystem;

std::string hash_of(const std::string& bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  char text[33];
  std::snprintf(text, sizeof text, "%016llx%016llx", static_cast<unsigned long long>(hash.high64),
                static_cast<unsigned long long>(hash.low64));
  return text;
}

std::string stem(std::int64_t step) {
  char text[32];
  std::snprintf(text, sizeof text, "step-%09lld", static_cast<long long>(step));
  return text;
}

/// Stems of all checkpoints that were written to the end, newest first.
std::vector<std::string> stems_in(const std::string& folder) {
  std::vector<std::string> stems;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const fs::path& path = entry.path();
    if (path.extension() == ".json" && path.stem().string().starts_with("step-")) {
      stems.push_back(path.stem().string());
    }
  }
  std::sort(stems.rbegin(), stems.rend());
  return stems;
}

Checkpoint read_checkpoint(const std::string& path) {
  const Value document = parse_json(read_file(path + ".json"), path + ".json");
  const Value& state = document.at("state");
  if (document.at("state_hash").as_string() != hash_of(write_json(state))) {
    throw InputError({Problem{path + ".json", 0, 0, "bad-hash", "its hash does not agree", ""}});
  }
  const std::string tensors = path + ".safetensors";
  if (document.at("tensors_hash").as_string() != hash_of(read_file(tensors))) {
    throw InputError({Problem{tensors, 0, 0, "bad-hash", "its hash does not agree", ""}});
  }
  Checkpoint checkpoint;
  checkpoint.step = document.at("step").as_int();
  checkpoint.state = state;
  checkpoint.tensors = read_safetensors(tensors).tensors;
  return checkpoint;
}

}  // namespace

void save_checkpoint(const std::string& folder, const Checkpoint& checkpoint) {
  fs::create_directories(folder);
  const std::string path = folder + "/" + stem(checkpoint.step);
  write_safetensors(path + ".safetensors", checkpoint.tensors);
  Value document = Value::map();
  document.set("step", checkpoint.step);
  document.set("state", checkpoint.state);
  document.set("state_hash", hash_of(write_json(checkpoint.state)));
  document.set("tensors_hash", hash_of(read_file(path + ".safetensors")));
  write_file(path + ".json", write_json(document, 2) + "\n");

  const std::vector<std::string> stems = stems_in(folder);
  std::error_code ignored;
  for (std::size_t i = 2; i < stems.size(); ++i) {
    fs::remove(folder + "/" + stems[i] + ".json", ignored);
    fs::remove(folder + "/" + stems[i] + ".safetensors", ignored);
  }
}

std::optional<Checkpoint> load_checkpoint(const std::string& folder) {
  for (const std::string& name : stems_in(folder)) {
    try {
      return read_checkpoint(folder + "/" + name);
    } catch (const InputError& error) {
      log_line(LogLevel::kWarning,
               "checkpoint " + name + " is broken and skipped: " + error.what());
    }
  }
  return std::nullopt;
}

}  // namespace graft
