#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "graft/options.h"
#include "graft/registry.h"

namespace graft {

/// What a manifest says of one component; nothing of the library has been opened.
struct CatalogEntry {
  Kind kind = Kind::kArchitecture;
  std::string name;
  std::string doc;
  std::string interface;
  std::string family;
  Value recognises;
  OptionSchema schema;
  std::string plugin_id;
  std::string plugin_version;
  std::string library;   // absolute path
  std::string sha256;    // lower-case hexadecimal
  std::string sdk;       // version range, for example ">=1.0,<2"
  std::string manifest;  // the file that lists it
  int line = 0;          // where in it
  int column = 0;
};

/// The part of an entry that a list shows. Texts live as long as the catalog.
struct CatalogSummary {
  Kind kind = Kind::kArchitecture;
  std::string_view name;
  std::string_view doc;
  std::string_view plugin_id;
  std::string_view plugin_version;
};

/// Everything the manifests of a run offer. Libraries are loaded when a component is first asked
/// for, and stay loaded until the program ends.
class PluginCatalog {
 public:
  /// Reads manifests through their index. A component offered twice is an error naming both places,
  /// and so is a plugin listed by two files. Throws InputError.
  /// `fallback` names a manifest, or nothing, whose components count where no other offers them.
  static PluginCatalog open(const std::vector<std::string>& manifests,
                            const std::string& fallback = "");
  /// The same, with the mistakes in `problems`: the catalog has what could be read.
  static PluginCatalog open(const std::vector<std::string>& manifests, const std::string& fallback,
                            std::vector<Problem>& problems);

  PluginCatalog(PluginCatalog&&) noexcept;
  ~PluginCatalog();

  /// All entries, sorted by kind and name.
  const std::vector<CatalogEntry>& entries() const;
  /// The same in short. Reads no option schema, so costs next to nothing however many there are.
  std::vector<CatalogSummary> summaries() const;
  /// Components that a manifest offers in place of the fallback's.
  std::vector<CatalogSummary> replacing() const;
  /// nullptr when no manifest offers it.
  const CatalogEntry* find(Kind kind, const std::string& name) const;
  /// Names of all components of a kind, sorted.
  std::vector<std::string> names(Kind kind) const;
  /// The problem "no adapter named …", with what there is and the nearest name. Without position.
  Problem unknown(Kind kind, const std::string& name) const;
  /// Throws InputError with `unknown`.
  const CatalogEntry& at(Kind kind, const std::string& name) const;
  /// The component of this kind whose `recognises` lists `value` under `key` (for example under
  /// "model_type"); nullptr when none does. Throws InputError naming both when two do.
  const CatalogEntry* recognise(Kind kind, const std::string& key, const std::string& value) const;

  /// The component itself; loads its library on first use. Throws PluginError.
  const Component& load(const CatalogEntry& entry);
  const Component& load(Kind kind, const std::string& name) { return load(at(kind, name)); }

 private:
  struct State;
  explicit PluginCatalog(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// The manifest that lies beside the running program: `../lib/graft/plugins/plugins.yaml`.
std::string builtin_manifest();

}  // namespace graft
