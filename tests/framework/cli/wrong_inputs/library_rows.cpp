#include "graft/file.h"
#include "tests/framework/cli/wrong_inputs/wrong_input.h"
#include "tests/support/program.h"

namespace graft {
namespace {

std::string broken_library(const std::string& name) {
  return read_file(GRAFT_BINARY_DIR "/tests/plugins/broken/libgraft_broken_" + name + ".so");
}

/// `graft plugins manifest` on a library with this content.
WrongInput row(std::string what, std::string library, std::string message) {
  return {std::move(what),
          {{"p.so", std::move(library)}},
          {"plugins", "manifest", "p.so"},
          3,
          std::move(message),
          ""};
}

WrongInput broken_row(std::string what, const std::string& name, std::string message) {
  return row(std::move(what), broken_library(name), std::move(message));
}

/// An experiment that uses a dataset of the library p.so, which a manifest lists.
WrongInput listed_row(std::string what, std::vector<std::pair<std::string, std::string>> files,
                      std::string message) {
  files.emplace_back("m.yaml",
                     "graft_manifest: 1\nplugins:\n  - id: test.good\n    version: 1.2.3\n"
                     "    library: p.so\n    sha256: " +
                         std::string(64, '0') +
                         "\n    sdk: \">=1.0,<2\"\n    components:\n      - kind: dataset\n"
                         "        name: counting\n        interface: graft.dataset/1\n");
  files.emplace_back("e.yaml",
                     "experiment: e\ntokenizer: {name: letters}\nstages:\n  s:\n"
                     "    kind: pretrain\n    model: {architecture: tiny}\n"
                     "    data: {name: counting}\n"
                     "    train: {steps: 2, batch_size: 2, learning_rate: 1e-3}\n");
  return {std::move(what),
          std::move(files),
          {"run", "e.yaml", "--plugins", tiny_manifest(), "--plugins", "m.yaml"},
          3,
          std::move(message),
          ""};
}

}  // namespace

std::vector<WrongInput> library_rows() {
  return {
      listed_row("a library that a manifest lists and nobody built", {},
                 "p.so: error: there is no such file; build or install the plugin, or correct "
                 "`library` in the manifest"),
      listed_row("another library than the manifest lists", {{"p.so", broken_library("good")}},
                 "p.so: error: is not the file that m.yaml:10 lists: its sha256 is SHA256, the "
                 "manifest says SHA256; install the library again; or, if it was changed on "
                 "purpose, write the manifest anew with: graft plugins manifest p.so"),
      row("an empty file", "", "p.so: error: the file is empty; copy or build the library again"),
      row("a text", "not a library\n",
          "p.so: error: not a library: it does not start as an ELF file does; copy or build the "
          "library again"),
      row("a library cut short", broken_library("good").substr(0, 40),
          "p.so: error: damaged or cut off: its header should end at byte 64, the file has 40; "
          "copy "
          "or build the library again"),
      broken_row("a library that is no plugin", "no_note",
                 "p.so: error: not a Graft plugin: it holds no plugin handshake; build it with "
                 "graft_add_plugin and exactly one GRAFT_PLUGIN"),
      broken_row(
          "a plugin for a newer ABI", "newer_abi",
          "p.so: error: plugin test.newer-abi is built for plugin ABI 99.0 (SDK 1.0.0), this host "
          "speaks 1.0 (SDK 1.0.0); install a newer host, or build the plugin with SDK 1.0.0"),
      broken_row("a plugin without an entry", "no_entry",
                 "p.so: error: exports no symbol `graft_plugin`; define the plugin with "
                 "GRAFT_PLUGIN, exactly once"),
      broken_row("a plugin without components", "no_components",
                 "p.so: error: plugin test.no-components registers no component; register at least "
                 "one in the body of GRAFT_PLUGIN"),
      broken_row("a plugin that needs a library which is gone", "missing_library",
                 "p.so: error: needs the library libgraft_broken_gone.so, which is not found; "
                 "install libgraft_broken_gone.so, or put it beside the plugin and link with "
                 "-Wl,-rpath,'$ORIGIN'"),
      broken_row("a plugin that fails while it registers", "throws",
                 "p.so: error: plugin test.throws failed to register its components: no licence "
                 "for 0; report this to the author of the plugin"),
      broken_row("a component offered twice by one plugin", "twice",
                 "p.so: error: plugin test.twice failed to register its components: dataset "
                 "\"counting\" is registered twice; report this to the author of the plugin"),
  };
}

}  // namespace graft
