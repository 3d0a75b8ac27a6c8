#include "framework/run/input_hash.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <vector>

#include "framework/data/content_hash.h"
#include "graft/json.h"

namespace graft {

namespace {

namespace fs = std::filesystem;

constexpr int kMostLevels = 8;             // of folders in a folder
constexpr std::size_t kMostRead = 10'000;  // files of a folder that are read

/// Adds the files of a folder, and those of the folders in it that are not hidden.
void add_files_of(const fs::path& folder, int level, std::set<fs::path>& known,
                  std::vector<fs::path>& files) {
  std::error_code error;
  if (!known.insert(fs::canonical(folder, error)).second) return;  // a link leads back
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.is_regular_file(error)) files.push_back(entry.path());
    const bool is_hidden = entry.path().filename().string().starts_with('.');
    if (level == kMostLevels || is_hidden || !entry.is_directory(error)) continue;
    add_files_of(entry.path(), level + 1, known, files);
  }
}

/// The file itself, or the files of a folder, sorted.
std::vector<fs::path> files_at(const fs::path& path) {
  std::error_code error;
  std::vector<fs::path> files;
  if (fs::is_regular_file(path, error)) return {path};
  // The root is rather a text that is a slash than what a stage reads.
  if (!path.has_relative_path() || !fs::is_directory(path, error)) return files;
  std::set<fs::path> known;
  add_files_of(path, 0, known, files);
  std::sort(files.begin(), files.end());
  return files;
}

/// Stands for the content of a file that is not read.
std::string stamp(const fs::path& file) {
  std::error_code error;
  return std::to_string(fs::file_size(file, error)) + " " +
         std::to_string(fs::last_write_time(file, error).time_since_epoch().count());
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
    const std::vector<fs::path> found = files_at(value.as_string());
    for (std::size_t i = 0; i < found.size(); ++i) {
      files.push_back(found[i].string());
      files.push_back(i < kMostRead ? content_hash(found[i].string()) : stamp(found[i]));
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
