#include "tests/framework/cli/wrong_inputs/wrong_input.h"

namespace graft {
namespace {

constexpr const char* kHash = "0000000000000000000000000000000000000000000000000000000000000000";

/// A manifest of one plugin with one component; `library` is line 5, `kind` line 9.
std::string manifest(const std::string& library, const std::string& sha256,
                     const std::string& kind) {
  return "graft_manifest: 1\nplugins:\n  - id: org.acme\n    version: 1.0.0\n    library: " +
         library + "\n    sha256: \"" + sha256 +
         "\"\n    sdk: \">=1.0,<2\"\n    components:\n      - kind: " + kind +
         "\n        name: mine\n        interface: graft.adapter/1\n";
}

WrongInput row(std::string what, std::string content, std::string message) {
  return {std::move(what),
          {{"m.yaml", std::move(content)}},
          {"check", "m.yaml"},
          2,
          std::move(message)};
}

}  // namespace

std::vector<WrongInput> manifest_rows() {
  return {
      {"a manifest that does not exist",
       {},
       {"plugins", "list", "--plugins", "none.yaml"},
       2,
       "none.yaml: error: no such manifest: No such file or directory; give the path of a manifest "
       "with --plugins"},
      row("a manifest of another version", "graft_manifest: 2\nplugins: []\n",
          "m.yaml:1:17: error: `graft_manifest`: this host reads version 1, got 2; write "
          "`graft_manifest: 1`, or install a newer host"),
      row("a library outside the manifest's folder", manifest("../lib.so", kHash, "adapter"),
          "m.yaml:5:14: error: `library`: \"../lib.so\" leaves the folder of its manifest, "
          "FOLDER; move the manifest above the library, and name the library relative to it"),
      row("a hash that is none", manifest("lib.so", "abc", "adapter"),
          "m.yaml:6:13: error: `sha256`: expected 64 hexadecimal digits, got \"abc\"; "
          "`graft plugins manifest` writes the right one"),
      row("a kind that does not exist", manifest("lib.so", kHash, "adaptor"),
          "m.yaml:9:15: error: no kind \"adaptor\"; there are architecture, adapter, "
          "prompt, tokenizer, dataset, collective; did you mean `adapter`?"),
      row("a manifest that includes itself",
          "include: [m.yaml]\n" + manifest("lib.so", kHash, "adapter"),
          "m.yaml:1:11: error: `include`: includes in a circle: m.yaml -> m.yaml; remove "
          "one of them"),
  };
}

}  // namespace graft
