#include "framework/plugins/manifest_document.h"

#include <filesystem>
#include <optional>
#include <utility>

#include "framework/plugins/folder_limit.h"
#include "framework/plugins/manifest_component.h"
#include "framework/plugins/manifest_keys.h"
#include "framework/plugins/version_range.h"

namespace graft {
namespace {

constexpr std::int64_t kManifestVersion = 1;
constexpr std::size_t kLongestId = 95;       // bytes, as GraftHandshake holds them
constexpr std::size_t kLongestVersion = 31;  // bytes

void check_version(ManifestKeys& keys) {
  const Value* const version = keys.required("graft_manifest", "1");
  if (!version || (version->is_int() && version->as_int() == kManifestVersion)) return;
  keys.fail(
      *version, "manifest-version",
      "`graft_manifest`: this host reads version 1, got " +
          (version->source_text().empty() ? kind_name(version->kind()) : version->source_text()),
      "write `graft_manifest: 1`, or install a newer host");
}

std::string read_id(const Value& plugin, ManifestKeys& keys) {
  static constexpr const char* kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  std::string id = keys.text("id", "org.acme.mamba");
  if (id.size() > kLongestId || id.find_first_not_of(kAllowed) != std::string::npos) {
    keys.fail(plugin.at("id"), "bad-value",
              "`id`: expected letters, digits, dots, hyphens and underscores, at most 95, got \"" +
                  id + "\"");
  }
  return id;
}

std::string read_version(const Value& plugin, ManifestKeys& keys) {
  std::string version = keys.text("version", "1.0.0");
  if (version.size() > kLongestVersion) {
    keys.fail(plugin.at("version"), "bad-value", "`version`: longer than 31 bytes");
  }
  return version;
}

std::string read_library(const Value& plugin, const std::string& folder, ManifestKeys& keys) {
  const std::string library = keys.text("library", "libacme_mamba.so");
  if (library.empty()) return "";
  if (!stays_inside(library)) {
    keys.fail(plugin.at("library"), "path-escape",
              "`library`: \"" + library + "\" leaves the folder of its manifest, " + folder,
              "move the manifest above the library, and name the library relative to it");
    return "";
  }
  return (std::filesystem::path(folder) / library).lexically_normal().string();
}

std::string read_sha256(const Value& plugin, ManifestKeys& keys) {
  std::string sha256 = keys.text("sha256", "6b86b273… (64 hexadecimal digits)");
  if (sha256.empty()) return "";
  if (sha256.size() != 64 ||
      sha256.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos) {
    keys.fail(plugin.at("sha256"), "bad-value",
              "`sha256`: expected 64 hexadecimal digits, got \"" + sha256 + "\"",
              "`graft plugins manifest` writes the right one");
  }
  for (char& digit : sha256) {
    if (digit >= 'A' && digit <= 'F') digit = static_cast<char>(digit - 'A' + 'a');
  }
  return sha256;
}

std::string read_sdk(const Value& plugin, ManifestKeys& keys) {
  std::string sdk = keys.text("sdk", "\">=1.0,<2\"");
  if (!sdk.empty() && !VersionRange::parse(sdk)) {
    keys.fail(plugin.at("sdk"), "bad-value",
              "`sdk`: expected a range of versions, got \"" + sdk + "\"",
              "write e.g. `sdk: \">=1.0,<2\"`");
  }
  return sdk;
}

void read_components(const Value& plugin, const CatalogEntry& common, ManifestPlugin& result,
                     ManifestKeys& keys, std::vector<Problem>& problems) {
  const Value* const components = keys.required("components", "[{kind: …, name: …}]");
  if (!components) return;
  for (const Value& component : keys.list("components")) {
    std::optional<CatalogEntry> entry = parse_component(component, problems);
    if (!entry) continue;
    entry->plugin_id = common.plugin_id;
    entry->plugin_version = common.plugin_version;
    entry->library = common.library;
    entry->sha256 = common.sha256;
    entry->sdk = common.sdk;
    entry->manifest = common.manifest;
    result.entries.push_back(std::move(*entry));
    result.entry_places.push_back(place_of(component.at("name")));
  }
  if (components->is_list() && components->size() == 0) {
    keys.fail(plugin.at("components"), "bad-value", "`components`: the list is empty",
              "list what the library offers; `graft plugins manifest` does");
  }
}

void read_plugin(const Value& plugin, const std::string& path, ManifestDocument& result,
                 std::vector<Problem>& problems) {
  ManifestKeys keys(plugin, "a plugin", problems);
  if (!keys.is_map()) return;
  keys.expect_only({"components", "id", "library", "sdk", "sha256", "version"});
  CatalogEntry common;
  common.manifest = path;
  common.plugin_id = read_id(plugin, keys);
  common.plugin_version = read_version(plugin, keys);
  common.library = read_library(plugin, std::filesystem::path(path).parent_path().string(), keys);
  common.sha256 = read_sha256(plugin, keys);
  common.sdk = read_sdk(plugin, keys);
  ManifestPlugin read;
  read.id = common.plugin_id;
  if (!read.id.empty()) read.where = place_of(plugin.at("id"));
  read_components(plugin, common, read, keys, problems);
  result.plugins.push_back(std::move(read));
}

void read_includes(ManifestDocument& result, ManifestKeys& keys) {
  for (const Value& pattern : keys.list("include")) {
    const std::string text = scalar_text(pattern);
    if (text.empty()) {
      keys.fail(pattern, "wrong-type", "`include`: expected a list of paths or patterns",
                "write e.g. `include: [more/*.yaml]`");
    } else if (!stays_inside(text)) {
      keys.fail(pattern, "path-escape",
                "`include`: \"" + text + "\" leaves the folder of this manifest",
                "include files of this folder and those below only");
    } else {
      result.includes.push_back({text, place_of(pattern)});
    }
  }
}

}  // namespace

ManifestDocument parse_manifest(const Value& document, const std::string& path,
                                std::vector<Problem>& problems) {
  ManifestDocument result;
  ManifestKeys keys(document, "the manifest", problems);
  if (!keys.is_map()) return result;
  check_version(keys);
  keys.expect_only({"graft_manifest", "include", "plugins"});
  if (!keys.optional("include")) keys.required("plugins", "[{id: …, library: …}]");
  read_includes(result, keys);
  for (const Value& plugin : keys.list("plugins")) read_plugin(plugin, path, result, problems);
  return result;
}

}  // namespace graft
