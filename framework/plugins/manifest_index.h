#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/plugins/catalog.h"
#include "framework/plugins/manifest.h"

namespace graft {

/// One component as an index holds it. Texts are views into the index.
struct IndexedComponent {
  Kind kind = Kind::kArchitecture;
  int line = 0;
  int column = 0;
  std::string_view name;
  std::string_view doc;
  std::string_view interface;
  std::string_view family;
  std::string_view plugin_id;
  std::string_view plugin_version;
  std::string_view library;
  std::string_view sha256;
  std::string_view sdk;
  std::string_view manifest;
  std::string_view details;  // `recognises` and the option schema, not read yet

  /// The whole entry. Throws BinaryReader::Broken.
  CatalogEntry entry() const;
  /// Only `recognises`. Throws BinaryReader::Broken.
  Value recognises() const;
};

/// A manifest with its includes in a form that is read in no time: option schemas are left packed
/// until somebody asks for one.
class ManifestIndex {
 public:
  /// The bytes of an index; `path` is the manifest, absolute, without symbolic links.
  static std::string encode(const Manifest& manifest, const std::string& path);

  /// `owner` keeps `bytes` alive. None where the bytes are damaged, come from another version of
  /// the host, or are of another manifest.
  static std::optional<ManifestIndex> decode(std::shared_ptr<const void> owner,
                                             std::string_view bytes, const std::string& path);

  const std::vector<IndexedComponent>& components() const { return components_; }
  /// False where a file that was read or a folder that was listed has changed since.
  bool is_current() const;

 private:
  void read_content(std::string_view content, const std::string& path);

  std::shared_ptr<const void> owner_;
  std::vector<std::pair<std::string, std::optional<FileStamp>>> sources_;
  std::vector<IndexedComponent> components_;
};

}  // namespace graft
