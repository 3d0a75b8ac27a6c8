#include "framework/plugins/catalog.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "framework/plugins/binary_record.h"
#include "framework/plugins/component_check.h"
#include "framework/plugins/index_cache.h"
#include "framework/plugins/library_loader.h"
#include "framework/plugins/preflight.h"

namespace graft {
namespace {

constexpr std::size_t kNamesInMessage = 24;

std::string key_of(Kind kind, std::string_view name) {
  return std::string(name_of(kind)) + " " + std::string(name);
}

std::string place_of(const IndexedComponent& component) {
  return std::string(component.manifest) + ":" + std::to_string(component.line);
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
  std::vector<IndexedComponent> components;              // sorted by kind, then name
  std::unordered_map<std::string, std::size_t> numbers;  // key_of -> number of the component

  // Filled when first asked for, under the lock.
  std::mutex mutex;
  std::vector<CatalogEntry> entries;  // one per component
  std::vector<bool> has_entry;
  std::map<std::string, std::vector<Component>> loaded;  // by library

  const CatalogEntry& entry(std::size_t number) {
    const std::lock_guard lock(mutex);
    if (!has_entry[number]) {
      entries[number] = components[number].entry();
      has_entry[number] = true;
    }
    return entries[number];
  }

  /// Adds what one manifest offers. The same entry of the same file, reached twice, counts once.
  void add(ManifestIndex index, std::vector<Problem>& problems) {
    for (const IndexedComponent& component : index.components()) {
      const auto [first, is_new] =
          numbers.emplace(key_of(component.kind, component.name), components.size());
      if (is_new) {
        components.push_back(component);
        continue;
      }
      const IndexedComponent& other = components[first->second];
      if (other.manifest == component.manifest && other.line == component.line) continue;
      problems.push_back(
          Problem{std::string(component.manifest), component.line, 0, "duplicate-component",
                  std::string(name_of(component.kind)) + " \"" + std::string(component.name) +
                      "\" is offered twice, first at " + place_of(other),
                  "remove one of them from its manifest"});
    }
    indexes.push_back(std::move(index));
  }

  void sort() {
    std::sort(components.begin(), components.end(),
              [](const IndexedComponent& left, const IndexedComponent& right) {
                return std::pair(left.kind, left.name) < std::pair(right.kind, right.name);
              });
    for (std::size_t i = 0; i < components.size(); ++i) {
      numbers[key_of(components[i].kind, components[i].name)] = i;
    }
    entries.resize(components.size());
    has_entry.resize(components.size());
  }
};

PluginCatalog::PluginCatalog(std::unique_ptr<State> state) : state_(std::move(state)) {}
PluginCatalog::PluginCatalog(PluginCatalog&&) noexcept = default;
PluginCatalog::~PluginCatalog() = default;

PluginCatalog PluginCatalog::open(const std::vector<std::string>& manifests) {
  auto state = std::make_unique<State>();
  std::vector<Problem> problems;
  const std::string folder = cache_folder();
  for (const std::string& manifest : manifests) {
    try {
      state->add(open_index(manifest, folder), problems);
    } catch (const InputError& error) {
      problems.insert(problems.end(), error.problems().begin(), error.problems().end());
    }
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  state->sort();
  return PluginCatalog(std::move(state));
}

const std::vector<CatalogEntry>& PluginCatalog::entries() const {
  for (std::size_t i = 0; i < state_->components.size(); ++i) state_->entry(i);
  return state_->entries;
}

std::vector<CatalogSummary> PluginCatalog::summaries() const {
  std::vector<CatalogSummary> summaries;
  summaries.reserve(state_->components.size());
  for (const IndexedComponent& component : state_->components) {
    summaries.push_back({component.kind, component.name, component.doc, component.plugin_id,
                         component.plugin_version});
  }
  return summaries;
}

const CatalogEntry* PluginCatalog::find(Kind kind, const std::string& name) const {
  const auto found = state_->numbers.find(key_of(kind, name));
  return found == state_->numbers.end() ? nullptr : &state_->entry(found->second);
}

std::vector<std::string> PluginCatalog::names(Kind kind) const {
  std::vector<std::string> names;
  for (const IndexedComponent& component : state_->components) {
    if (component.kind == kind) names.emplace_back(component.name);
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
    if (state_->components[i].kind != kind) continue;
    const Value recognises = state_->components[i].recognises();
    const Value* const names = recognises.find(key);
    if (!names || !names->is_list()) continue;
    const Value::List& list = names->as_list();
    if (std::find(list.begin(), list.end(), Value(value)) != list.end()) claims.push_back(i);
  }
  if (claims.size() > 1) {
    const IndexedComponent& first = state_->components[claims[0]];
    const IndexedComponent& second = state_->components[claims[1]];
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
