#include "graft/registry.h"

#include <algorithm>
#include <utility>

#include "graft/error.h"

namespace graft {

const char* name_of(Kind kind) {
  switch (kind) {
    case Kind::kArchitecture:
      return "architecture";
    case Kind::kAdapter:
      return "adapter";
    case Kind::kPrompt:
      return "prompt";
    case Kind::kTokenizer:
      return "tokenizer";
    case Kind::kDataset:
      return "dataset";
    case Kind::kCollective:
      return "collective";
  }
  return "?";
}

const std::vector<Kind>& all_kinds() {
  static const std::vector<Kind> kinds = {Kind::kArchitecture, Kind::kAdapter, Kind::kPrompt,
                                          Kind::kTokenizer,    Kind::kDataset, Kind::kCollective};
  return kinds;
}

namespace {

bool is_component_name(const std::string& name) {
  if (name.empty() || name.size() > 64 || name.front() == '-' || name.back() == '-') return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

}  // namespace

void Registry::add(Component component) {
  if (!is_component_name(component.name)) {
    throw Error(std::string(name_of(component.kind)) + " name \"" + component.name +
                "\": expected lower-case letters, digits and inner hyphens, at most 64");
  }
  for (const Component& other : components_) {
    if (other.kind == component.kind && other.name == component.name) {
      throw Error(std::string(name_of(component.kind)) + " \"" + component.name +
                  "\" is registered twice");
    }
  }
  components_.push_back(std::move(component));
}

}  // namespace graft
