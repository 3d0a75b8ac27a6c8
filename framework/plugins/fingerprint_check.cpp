#include "framework/plugins/fingerprint_check.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace graft {
namespace {

constexpr const char* kAbsent = "(absent)";

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs parse(std::string_view text) {
  Pairs pairs;
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find(';'));
    const std::string_view key = pair.substr(0, pair.find('='));
    const std::string_view value = key.size() < pair.size() ? pair.substr(key.size() + 1) : "";
    if (!key.empty()) pairs.emplace_back(key, value);
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
  }
  return pairs;
}

std::string find(const Pairs& pairs, const std::string& key) {
  for (const auto& [name, value] : pairs) {
    if (name == key) return value;
  }
  return kAbsent;
}

std::string yes_no_flag(const std::string& host, const char* yes, const char* no) {
  return std::string("compile the plugin with ") + (host == "yes" ? yes : no);
}

std::string fix_of(const std::string& key, const std::string& host) {
  if (key == "machine") return "build the plugin on a machine of the host's kind";
  if (key == "stdlib") return "compile the plugin with -stdlib=" + host;
  if (key == "string_abi") {
    return std::string("compile the plugin with -D_GLIBCXX_USE_CXX11_ABI=") +
           (host == "old" ? "0" : "1");
  }
  if (key == "debug_stl") return yes_no_flag(host, "-D_GLIBCXX_DEBUG", "-U_GLIBCXX_DEBUG");
  if (key == "exceptions") return yes_no_flag(host, "-fexceptions", "-fno-exceptions");
  if (key == "rtti") return yes_no_flag(host, "-frtti", "-fno-rtti");
  if (key == "sanitizers") {
    return host == "none" ? std::string("compile the plugin without -fsanitize")
                          : "compile the plugin with -fsanitize=" + host;
  }
  return "build the plugin again with the SDK of this host";
}

}  // namespace

std::vector<FingerprintDifference> compare_fingerprints(const std::string& plugin,
                                                        const std::string& host) {
  const Pairs of_plugin = parse(plugin);
  const Pairs of_host = parse(host);
  std::vector<FingerprintDifference> differences;
  for (const auto& [key, expected] : of_host) {
    const std::string found = find(of_plugin, key);
    if (found != expected) differences.push_back({key, found, expected, fix_of(key, expected)});
  }
  for (const auto& [key, found] : of_plugin) {
    if (find(of_host, key) == kAbsent) {
      differences.push_back({key, found, kAbsent, fix_of(key, kAbsent)});
    }
  }
  return differences;
}

}  // namespace graft
