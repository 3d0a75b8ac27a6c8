#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <vector>

#include <xxhash.h>

#include "framework/run/run_folder.h"
#include "graft/json.h"

namespace graft {

namespace {

namespace fs = std::filesystem;

/// Size and time of a file, or of every file in a folder.
void add_stamp(const fs::path& path, Value& stamps) {
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
  for (const fs::path& file : files) {
    stamps.push_back(file.string());
    stamps.push_back(static_cast<std::int64_t>(fs::file_size(file, error)));
    stamps.push_back(
        static_cast<std::int64_t>(fs::last_write_time(file, error).time_since_epoch().count()));
  }
}

/// Every absolute path that the resolved text names.
void add_stamps(const Value& value, Value& stamps) {
  if (value.is_string() && value.as_string().starts_with('/')) add_stamp(value.as_string(), stamps);
  if (value.is_list()) {
    for (const Value& entry : value.as_list()) add_stamps(entry, stamps);
  }
  if (value.is_map()) {
    for (const Value::Member& member : value.as_map()) add_stamps(member.value, stamps);
  }
}

/// The libraries of all components whose names stand in the text. A name that is not meant as one
/// only makes the hash depend on more than it needs.
void add_libraries(const Value& value, const PluginCatalog& catalog, Value& libraries) {
  if (value.is_string()) {
    for (const Kind kind : all_kinds()) {
      if (const CatalogEntry* entry = catalog.find(kind, value.as_string())) {
        libraries.push_back(entry->sha256);
      }
    }
  }
  if (value.is_list()) {
    for (const Value& entry : value.as_list()) add_libraries(entry, catalog, libraries);
  }
  if (value.is_map()) {
    for (const Value::Member& member : value.as_map()) {
      add_libraries(member.value, catalog, libraries);
    }
  }
}

}  // namespace

std::string input_hash(const Value& resolved, std::int64_t seed, const std::string& upstream,
                       const PluginCatalog& catalog) {
  Value stamps = Value::list();
  Value libraries = Value::list();
  add_stamps(resolved, stamps);
  add_libraries(resolved, catalog, libraries);
  Value all;
  all.set("resolved", resolved);
  all.set("seed", seed);
  all.set("upstream", upstream);
  all.set("files", std::move(stamps));
  all.set("libraries", std::move(libraries));
  const std::string text = write_json(all);
  const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
  char digits[33];
  std::snprintf(digits, sizeof digits, "%016llx%016llx",
                static_cast<unsigned long long>(hash.high64),
                static_cast<unsigned long long>(hash.low64));
  return digits;
}

}  // namespace graft
