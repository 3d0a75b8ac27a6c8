#include "framework/plugins/catalog.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "framework/plugins/binary_record.h"
#include "framework/plugins/component_check.h"
#include "framework/plugins/index_cache.h"
#include "framework/plugins/library_loader.h"
#include "framework/plugins/preflight.h"

namespace graft {
namespace {

constexpr std::size_t kNamesInMessage = 24;

std::pair<Kind, std::string_view> key_of(const IndexedComponent& component) {
  return {component.kind, component.name};
}

std::string place_of(const IndexedComponent& component) {
  return std::string(component.manifest) + ":" + std::to_string(component.line) + ":" +
         std::to_string(component.column);
}

CatalogSummary summary_of(const IndexedComponent& component) {
  return {component.kind, component.name, component.doc, component.plugin_id,
          component.plugin_version};
}

Problem offered_twice(const IndexedComponent& first, const IndexedComponent& second) {
  return Problem{std::string(second.manifest),
                 second.line,
                 second.column,
                 "duplicate-component",
                 std::string(name_of(second.kind)) + " \"" + std::string(second.name) +
                     "\" is offered twice, first at " + place_of(first),
                 "remove one of them from its manifest"};
}

Problem listed_twice(const IndexedComponent& first, const IndexedComponent& second) {
  return Problem{std::string(second.manifest),
                 second.line,
                 second.column,
                 "duplicate-plugin",
                 "plugin \"" + std::string(second.plugin_id) + "\" is listed twice, first at " +
                     place_of(first),
                 "keep one of them"};
}

/// What follows "no adapter named …": the names there are, or that there is none.
std::string available(const std::vector<std::string>& names, Kind kind) {
  if (names.empty()) return std::string("no manifest offers any ") + name_of(kind);
  std::string text = "available: ";
  for (std::size_t i = 0; i < std::min(names.size(), kNamesInMessage); ++i) {
    text += (i == 0 ? "" : ", ") + names[i];
  }
  if (names.size() > kNamesInMessage) {
    text += " and " + std::to_string(names.size() - kNamesInMessage) + " more";
  }
  return text;
}

}  // namespace

struct PluginCatalog::State {
  std::vector<ManifestIndex> indexes;
  std::optional<ManifestIndex> fallback;
  std::vector<const IndexedComponent*> components;  // sorted by kind, then name
  std::vector<const IndexedComponent*> replacing;   // of them, those that the fallback has too

  // Filled when first asked for, under the lock.
  std::mutex mutex;
  std::vector<CatalogEntry> entries;  // one per component
  std::vector<bool> has_entry;
  std::map<std::string, std::vector<Component>> loaded;  // by library

  const CatalogEntry& entry(std::size_t number) {
    const std::lock_guard lock(mutex);
    if (entries.empty()) {
      entries.resize(components.size());
      has_entry.resize(components.size());
    }
    if (!has_entry[number]) {
      entries[number] = components[number]->entry();
      has_entry[number] = true;
    }
    return entries[number];
  }

  /// Reports plugins of one manifest that another one lists too; within one, its reader does that.
  void check_plugins(std::vector<Problem>& problems) const {
    if (indexes.size() < 2) return;
    std::map<std::string_view, const IndexedComponent*> plugins;
    std::string_view reported;
    for (const ManifestIndex& index : indexes) {
      for (const IndexedComponent& component : index.components()) {
        const IndexedComponent* const first =
            plugins.emplace(component.plugin_id, &component).first->second;
        if (first->manifest == component.manifest || component.plugin_id == reported) continue;
        problems.push_back(listed_twice(*first, component));
        reported = component.plugin_id;
      }
    }
  }

  /// Puts the components of all indexes into order. The same entry of the same file, reached
  /// through two manifests, counts once; otherwise a component is offered once.
  void sort(std::vector<Problem>& problems) {
    for (const ManifestIndex& index : indexes) {
      for (const IndexedComponent& component : index.components()) {
        components.push_back(&component);
      }
    }
    // Stable, so that of two offers the one of the later manifest is at fault.
    std::stable_sort(components.begin(), components.end(),
                     [](const IndexedComponent* left, const IndexedComponent* right) {
                       return key_of(*left) < key_of(*right);
                     });
    const auto is_repeated = [&problems](const IndexedComponent* first,
                                         const IndexedComponent* second) {
      if (key_of(*first) != key_of(*second)) return false;
      if (first->manifest != second->manifest || first->line != second->line) {
        problems.push_back(offered_twice(*first, *second));
      }
      return true;
    };
    components.erase(std::unique(components.begin(), components.end(), is_repeated),
                     components.end());
  }

  /// Adds the components of a manifest that are not there yet.
  void add_fallback(ManifestIndex index) {
    std::vector<const IndexedComponent*> added;
    fallback = std::move(index);
    for (const IndexedComponent& component : fallback->components()) {
      const auto number = number_of(component.kind, component.name);
      if (!number) {
        added.push_back(&component);
      } else if (components[*number]->manifest != component.manifest) {
        replacing.push_back(components[*number]);
      }
    }
    components.insert(components.end(), added.begin(), added.end());
    std::sort(components.begin(), components.end(),
              [](const IndexedComponent* left, const IndexedComponent* right) {
                return key_of(*left) < key_of(*right);
              });
  }

  /// The number of a component; none where no manifest offers it.
  std::optional<std::size_t> number_of(Kind kind, std::string_view name) const {
    const std::pair wanted(kind, name);
    const auto found = std::lower_bound(components.begin(), components.end(), wanted,
                                        [](const IndexedComponent* component, const auto& key) {
                                          return key_of(*component) < key;
                                        });
    if (found == components.end() || key_of(**found) != wanted) return std::nullopt;
    return static_cast<std::size_t>(found - components.begin());
  }
};

PluginCatalog::PluginCatalog(std::unique_ptr<State> state) : state_(std::move(state)) {}
PluginCatalog::PluginCatalog(PluginCatalog&&) noexcept = default;
PluginCatalog::~PluginCatalog() = default;

PluginCatalog PluginCatalog::open(const std::vector<std::string>& manifests,
                                  const std::string& fallback) {
  std::vector<Problem> problems;
  PluginCatalog catalog = open(manifests, fallback, problems);
  if (!problems.empty()) throw InputError(std::move(problems));
  return catalog;
}

PluginCatalog PluginCatalog::open(const std::vector<std::string>& manifests,
                                  const std::string& fallback, std::vector<Problem>& problems) {
  auto state = std::make_unique<State>();
  const std::string folder = cache_folder();
  const auto read = [&](const std::string& manifest) -> std::optional<ManifestIndex> {
    try {
      return open_index(manifest, folder);
    } catch (const InputError& error) {
      problems.insert(problems.end(), error.problems().begin(), error.problems().end());
      return std::nullopt;
    }
  };
  for (const std::string& manifest : manifests) {
    if (auto index = read(manifest)) state->indexes.push_back(*std::move(index));
  }
  state->check_plugins(problems);
  state->sort(problems);
  if (auto index = fallback.empty() ? std::nullopt : read(fallback)) {
    state->add_fallback(*std::move(index));
  }
  return PluginCatalog(std::move(state));
}

const std::vector<CatalogEntry>& PluginCatalog::entries() const {
  for (std::size_t i = 0; i < state_->components.size(); ++i) state_->entry(i);
  return state_->entries;
}

std::vector<CatalogSummary> PluginCatalog::summaries() const {
  std::vector<CatalogSummary> summaries;
  summaries.reserve(state_->components.size());
  for (const IndexedComponent* const component : state_->components) {
    summaries.push_back(summary_of(*component));
  }
  return summaries;
}

std::vector<CatalogSummary> PluginCatalog::replacing() const {
  std::vector<CatalogSummary> summaries;
  for (const IndexedComponent* const component : state_->replacing) {
    summaries.push_back(summary_of(*component));
  }
  return summaries;
}

const CatalogEntry* PluginCatalog::find(Kind kind, const std::string& name) const {
  const auto number = state_->number_of(kind, name);
  return number ? &state_->entry(*number) : nullptr;
}

std::vector<std::string> PluginCatalog::names(Kind kind) const {
  std::vector<std::string> names;
  for (const IndexedComponent* const component : state_->components) {
    if (component->kind == kind) names.emplace_back(component->name);
  }
  return names;
}

Problem PluginCatalog::unknown(Kind kind, const std::string& name) const {
  const std::vector<std::string> there = names(kind);
  const std::string near = nearest(name, there);
  Problem problem;
  problem.code = std::string("unknown-") + name_of(kind);
  problem.message =
      std::string("no ") + name_of(kind) + " named \"" + name + "\"; " + available(there, kind);
  problem.hint = near.empty() ? "" : "did you mean `" + near + "`?";
  return problem;
}

const CatalogEntry& PluginCatalog::at(Kind kind, const std::string& name) const {
  const CatalogEntry* const entry = find(kind, name);
  if (!entry) throw InputError({unknown(kind, name)});
  return *entry;
}

const CatalogEntry* PluginCatalog::recognise(Kind kind, const std::string& key,
                                             const std::string& value) const {
  std::vector<std::size_t> claims;
  for (std::size_t i = 0; i < state_->components.size(); ++i) {
    if (state_->components[i]->kind != kind) continue;
    const Value recognises = state_->components[i]->recognises();
    const Value* const names = recognises.find(key);
    if (!names || !names->is_list()) continue;
    const Value::List& list = names->as_list();
    if (std::find(list.begin(), list.end(), Value(value)) != list.end()) claims.push_back(i);
  }
  if (claims.size() > 1) {
    const IndexedComponent& first = *state_->components[claims[0]];
    const IndexedComponent& second = *state_->components[claims[1]];
    throw InputError("ambiguous-claim",
                     std::string("two components of kind ") + name_of(kind) + " recognise " + key +
                         " \"" + value + "\": \"" + std::string(first.name) + "\" (" +
                         place_of(first) + ") and \"" + std::string(second.name) + "\" (" +
                         place_of(second) + ")",
                     "use manifests of which only one offers it");
  }
  return claims.empty() ? nullptr : &state_->entry(claims.front());
}

const Component& PluginCatalog::load(const CatalogEntry& entry) {
  const std::lock_guard lock(state_->mutex);
  auto loaded = state_->loaded.find(entry.library);
  if (loaded == state_->loaded.end()) {
    const LibraryPromise promise{entry.plugin_id, entry.plugin_version, entry.sha256,
                                 entry.sdk,       entry.manifest,       entry.line};
    const CheckedLibrary checked = check_library(entry.library, &promise);
    loaded = state_->loaded.emplace(entry.library, load_library(checked)).first;
  }
  return find_promised(entry, loaded->second);
}

}  // namespace graft
