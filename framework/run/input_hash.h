#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "framework/plugins/catalog.h"
#include "graft/value.h"

namespace graft {

/// Tells whether what a stage depends on has changed. Reads each file once.
class InputHasher {
 public:
  explicit InputHasher(const PluginCatalog& catalog) : catalog_(catalog) {}

  /// One hash over a stage's resolved text, the seed, the plugin libraries that the text names, the
  /// content of the files and folders that it names by absolute path, and the hashes of the stages
  /// before it (`upstream`). A folder counts with the folders in it, 8 levels down, but for hidden
  /// ones; where it has more than 10,000 files, the others only with their size and time.
  std::string hash(const Value& resolved, std::int64_t seed, const std::string& upstream);

 private:
  void add_files(const Value& value, Value& files);
  void add_libraries(const Value& value, Value& libraries) const;
  const std::string& content_hash(const std::string& file);

  const PluginCatalog& catalog_;
  std::map<std::string, std::string> content_hashes_;
};

}  // namespace graft
