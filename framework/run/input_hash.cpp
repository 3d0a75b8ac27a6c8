#include "framework/run/input_hash.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "framework/data/content_hash.h"
#include "graft/json.h"

namespace graft {

namespace {

namespace fs = std::filesystem;

/// The file itself, or the files of a folder, sorted.
std::vector<fs::path> files_at(const fs::path& path) {
  std::error_code error;
  std::vector<fs::path> files;
  if (fs::is_directory(path, error)) {
    for (const auto& entry : fs::directory_iterator(path, error)) {
      if (entry.is_regular_file(error)) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
  } else if (fs::is_regular_file(path, error)) {
    files.push_back(path);
  }
  return files;
}

}  // namespace

std::string InputHasher::hash(const Value& resolved, std::int64_t seed,
                              const std::string& upstream) {
  Value files = Value::list();
  Value libraries = Value::list();
  add_files(resolved, files);
  add_libraries(resolved, libraries);
  Value all;
  all.set("resolved", resolved);
  all.set("seed", seed);
  all.set("upstream", upstream);
  all.set("files", std::move(files));
  all.set("libraries", std::move(libraries));
  const std::string text = write_json(all);
  ContentHash hash;
  hash.add(text);
  return hash.digits();
}

void InputHasher::add_files(const Value& value, Value& files) {
  if (value.is_string() && value.as_string().starts_with('/')) {
    for (const fs::path& file : files_at(value.as_string())) {
      files.push_back(file.string());
      files.push_back(content_hash(file.string()));
    }
  }
  if (value.is_list()) {
    for (const Value& entry : value.as_list()) add_files(entry, files);
  }
  if (value.is_map()) {
    for (const Value::Member& member : value.as_map()) add_files(member.value, files);
  }
}

/// The libraries of all components whose names stand in the text. A name that is not meant as one
/// only makes the hash depend on more than it needs.
void InputHasher::add_libraries(const Value& value, Value& libraries) const {
  if (value.is_string()) {
    for (const Kind kind : all_kinds()) {
      if (const CatalogEntry* entry = catalog_.find(kind, value.as_string())) {
        libraries.push_back(entry->sha256);
      }
    }
  }
  if (value.is_list()) {
    for (const Value& entry : value.as_list()) add_libraries(entry, libraries);
  }
  if (value.is_map()) {
    for (const Value::Member& member : value.as_map()) add_libraries(member.value, libraries);
  }
}

const std::string& InputHasher::content_hash(const std::string& file) {
  const auto [known, is_new] = content_hashes_.emplace(file, "");
  if (!is_new) return known->second;
  ContentHash hash;
  hash.add_file(file);
  return known->second = hash.digits();
}

}  // namespace graft
