#include "framework/plugins/load_failure.h"

#include <cstdlib>
#include <memory>
#include <string_view>

#include <cxxabi.h>

namespace graft {
namespace {

std::string demangled(const std::string& symbol) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> name(
      abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, &status), &std::free);
  return status == 0 && name ? name.get() : symbol;
}

/// The text after `start`, up to one of `ends`; empty where `start` does not occur.
std::string between(const std::string& text, std::string_view start, const char* ends) {
  const std::size_t found = text.find(start);
  if (found == std::string::npos) return "";
  const std::size_t begin = found + start.size();
  return text.substr(begin, text.find_first_of(ends, begin) - begin);
}

}  // namespace

PluginError load_failure(const std::string& library, const std::string& cause) {
  if (const std::string symbol = between(cause, "undefined symbol: ", " \t,("); !symbol.empty()) {
    return {
        library, "missing-symbol",
        "needs `" + demangled(symbol) + "`, which neither the SDK nor a library it links offers",
        "link what defines it, with -Wl,-z,defs so that the linker says so at once; or build "
        "the plugin again with the SDK of this host"};
  }
  static constexpr std::string_view kCannotOpen = ": cannot open shared object file";
  if (const std::size_t end = cause.find(kCannotOpen); end != std::string::npos) {
    const std::string needed = cause.substr(0, end);
    return {
        library, "missing-library", "needs the library " + needed + ", which is not found",
        "install " + needed + ", or put it beside the plugin and link with -Wl,-rpath,'$ORIGIN'"};
  }
  if (const std::string version = between(cause, "version `", "'"); !version.empty()) {
    return {library, "missing-version",
            "needs " + version + ", which this system's libraries do not have (" + cause + ")",
            "build the plugin on the oldest system that it has to run on"};
  }
  if (cause.find("static TLS") != std::string::npos) {
    return {library, "static-tls",
            "needs more static thread-local storage than is left (" + cause + ")",
            "build the plugin without -ftls-model=initial-exec"};
  }
  return {library, "load-failed", "cannot be loaded: " + cause, "build the plugin again"};
}

}  // namespace graft
