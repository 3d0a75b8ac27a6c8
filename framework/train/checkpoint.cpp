#include "framework/train/checkpoint.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>

#include <xxhash.h>

#include "framework/cli/log.h"
#include "graft/error.h"
#include "graft/file.h"
#include "graft/json.h"

namespace graft {

namespace {

namespace fs = std::filesystem;

struct FreeHashState {
  void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
};

std::string text_of(const XXH128_hash_t& hash) {
  char text[33];
  std::snprintf(text, sizeof text, "%016llx%016llx", static_cast<unsigned long long>(hash.high64),
                static_cast<unsigned long long>(hash.low64));
  return text;
}

/// Of everything in the closing file beside the hash itself.
std::string hash_of(Value document) {
  document.erase("hash");
  const std::string text = write_json(document);
  return text_of(XXH3_128bits(text.data(), text.size()));
}

/// Reads in pieces: the tensors may be larger than the memory that is left.
std::string hash_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::unique_ptr<XXH3_state_t, FreeHashState> state(XXH3_createState());
  XXH3_128bits_reset(state.get());
  std::vector<char> piece(std::size_t{1} << 20);
  while (file) {
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    XXH3_128bits_update(state.get(), piece.data(), static_cast<std::size_t>(file.gcount()));
  }
  if (!file.eof()) {
    throw InputError({Problem{path, 0, 0, "unreadable-file", "cannot be read", "check the disk"}});
  }
  return text_of(XXH3_128bits_digest(state.get()));
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
  if (document.at("hash").as_string() != hash_of(document)) {
    throw InputError({Problem{path + ".json", 0, 0, "bad-hash", "its hash does not agree", ""}});
  }
  const std::string tensors = path + ".safetensors";
  if (document.at("tensors_hash").as_string() != hash_of_file(tensors)) {
    throw InputError({Problem{tensors, 0, 0, "bad-hash", "its hash does not agree", ""}});
  }
  Checkpoint checkpoint;
  checkpoint.step = document.at("step").as_int();
  checkpoint.state = document.at("state");
  checkpoint.tensors = read_safetensors(tensors).tensors;
  return checkpoint;
}

/// Removes what is not of these steps: older checkpoints, broken ones, and what a kill left behind.
void keep_only(const std::string& folder, const std::vector<std::int64_t>& steps) {
  std::set<std::string> kept;
  for (const std::int64_t step : steps) {
    kept.insert(stem(step) + ".json");
    kept.insert(stem(step) + ".safetensors");
  }
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (!kept.contains(entry.path().filename().string())) fs::remove(entry.path(), ignored);
  }
}

}  // namespace

void save_checkpoint(const std::string& folder, const Checkpoint& checkpoint,
                     std::int64_t previous_step) {
  fs::create_directories(folder);
  const std::string path = folder + "/" + stem(checkpoint.step);
  write_safetensors(path + ".safetensors", checkpoint.tensors);
  Value document = Value::map();
  document.set("step", checkpoint.step);
  document.set("state", checkpoint.state);
  document.set("tensors_hash", hash_of_file(path + ".safetensors"));
  document.set("hash", hash_of(document));
  write_file(path + ".json", write_json(document, 2) + "\n");
  keep_only(folder, {checkpoint.step, previous_step});
}

std::optional<Checkpoint> load_checkpoint(const std::string& folder,
                                          const std::function<void(const Value&)>& read_state) {
  for (const std::string& name : stems_in(folder)) {
    try {
      Checkpoint checkpoint = read_checkpoint(folder + "/" + name);
      if (read_state) read_state(checkpoint.state);
      return checkpoint;
    } catch (const InputError& error) {
      log_line(LogLevel::kWarning,
               "checkpoint " + name + " is broken and skipped: " + error.what());
    }
  }
  return std::nullopt;
}

}  // namespace graft
