#include "framework/plugins/manifest.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <system_error>

#include "framework/config/yaml.h"
#include "framework/config/yaml_limits.h"
#include "framework/plugins/folder_limit.h"
#include "framework/plugins/include_glob.h"
#include "framework/plugins/manifest_document.h"
#include "graft/file.h"

namespace graft {
namespace {

constexpr std::size_t kDeepestInclude = 32;  // manifests within one another

std::string place_text(const Mark& mark) {
  return (mark.file ? *mark.file : "") + ":" + std::to_string(mark.line) + ":" +
         std::to_string(mark.column);
}

/// Reads one manifest after the other, and collects what they say.
class ManifestReader {
 public:
  /// `real`: absolute, without symbolic links. `shown`: how messages name the file.
  void read(const std::string& real, const std::string& shown) {
    open_.push_back(real);
    sources_.emplace_back(real, settled_stamp_of(real));
    try {
      const Value document =
          parse_yaml(read_file(real, static_cast<std::int64_t>(kMaxYamlBytes)), shown);
      ManifestDocument manifest = parse_manifest(document, real, problems_);
      for (ManifestPlugin& plugin : manifest.plugins) add(std::move(plugin));
      for (const IncludePattern& include : manifest.includes) follow(include, real, shown);
    } catch (const InputError& error) {
      problems_.insert(problems_.end(), error.problems().begin(), error.problems().end());
    }
    done_.push_back(real);
    open_.pop_back();
  }

  Manifest finish() {
    if (!problems_.empty()) throw InputError(std::move(problems_));
    return {std::move(entries_), std::move(sources_)};
  }

 private:
  void follow(const IncludePattern& include, const std::string& real, const std::string& shown) {
    const std::filesystem::path folder = std::filesystem::path(real).parent_path();
    const GlobResult matches = expand_glob(folder.string(), include.pattern);
    for (const auto& [listed, stamp] : matches.folders) {
      sources_.emplace_back(listed, stamp);
      if (!stamp) {
        fail(include, "file-missing", "there is no folder " + listed,
             "correct the path, or remove it from `include`");
      }
    }
    for (const std::string& file : matches.files) {
      const std::string shown_file = (std::filesystem::path(shown).parent_path() / file).string();
      std::error_code error;
      const std::string listed = (folder / file).string();
      const std::string target = std::filesystem::canonical(listed, error).string();
      // What is listed may be a link, which may come to lead elsewhere.
      if (target != listed) sources_.emplace_back(listed, settled_stamp_of(listed));
      if (error) {
        fail(include, "file-missing", "cannot read " + shown_file + ": " + error.message(),
             "correct the path, or remove it from `include`");
      } else if (!lies_in_folder(target, folder.string())) {
        fail(include, "path-escape",
             shown_file + " is a link to " + target + ", outside the folder of this manifest",
             "put the file itself into that folder");
      } else if (std::find(open_.begin(), open_.end(), target) != open_.end()) {
        fail(include, "include-cycle", "includes in a circle: " + circle(target),
             "remove one of them");
      } else if (open_.size() >= kDeepestInclude) {
        fail(include, "too-deep",
             "manifests include one another more than " + std::to_string(kDeepestInclude) + " deep",
             "include the files from one place");
      } else if (std::find(done_.begin(), done_.end(), target) == done_.end()) {
        read(target, shown_file);
      }
    }
  }

  /// "a.yaml -> b.yaml -> a.yaml", from the open file `target` on.
  std::string circle(const std::string& target) const {
    std::string text;
    for (auto file = std::find(open_.begin(), open_.end(), target); file != open_.end(); ++file) {
      text += std::filesystem::path(*file).filename().string() + " -> ";
    }
    return text + std::filesystem::path(target).filename().string();
  }

  void add(ManifestPlugin plugin) {
    if (!plugin.id.empty()) {
      const auto [first, is_new] = ids_.emplace(plugin.id, plugin.where.mark());
      if (!is_new) {
        problems_.push_back(plugin.where.problem(
            "duplicate-plugin",
            "plugin \"" + plugin.id + "\" is listed twice, first at " + place_text(first->second),
            "keep one of them"));
      }
    }
    for (std::size_t i = 0; i < plugin.entries.size(); ++i) {
      const Value& where = plugin.entry_places[i];
      CatalogEntry& entry = plugin.entries[i];
      const std::string component = std::string(name_of(entry.kind)) + " \"" + entry.name + "\"";
      const auto [first, is_new] = components_.emplace(component, where.mark());
      if (!is_new) {
        problems_.push_back(
            where.problem("duplicate-component",
                          component + " is offered twice, first at " + place_text(first->second),
                          "remove one of them from its manifest"));
      }
      entries_.push_back(std::move(entry));
    }
  }

  void fail(const IncludePattern& include, const char* code, const std::string& message,
            const std::string& hint) {
    problems_.push_back(include.where.problem(code, "`include`: " + message, hint));
  }

  std::vector<std::string> open_;  // from the outermost manifest to the one being read
  std::vector<std::string> done_;
  std::map<std::string, Mark> ids_;
  std::map<std::string, Mark> components_;
  std::vector<Problem> problems_;
  std::vector<CatalogEntry> entries_;
  std::vector<std::pair<std::string, std::optional<FileStamp>>> sources_;
};

}  // namespace

Manifest read_manifest(const std::string& path) {
  ManifestReader reader;
  reader.read(real_manifest_path(path), path);
  return reader.finish();
}

std::string real_manifest_path(const std::string& path) {
  std::error_code error;
  std::string real = std::filesystem::canonical(path, error).string();
  if (error) {
    throw InputError({Problem{path, 0, 0, "file-missing", "no such manifest: " + error.message(),
                              "give the path of a manifest with --plugins"}});
  }
  return real;
}

}  // namespace graft
