#include "tests/framework/cli/wrong_inputs/wrong_input.h"

namespace graft {
namespace {

WrongInput row(std::string what, std::string content, std::string message) {
  return {std::move(what),
          {{"e.yaml", std::move(content)}},
          {"check", "e.yaml"},
          2,
          std::move(message)};
}

std::string repeated(const std::string& text, int count) {
  std::string result;
  for (int i = 0; i < count; ++i) result += text;
  return result;
}

/// Nine levels of nine aliases each: 10^9 values, had they room.
std::string alias_bomb() {
  std::string text = "a: &a [x, x, x, x, x, x, x, x, x]\n";
  for (char level = 'b'; level < 'j'; ++level) {
    const std::string alias = std::string("*") + static_cast<char>(level - 1);
    text +=
        std::string(1, level) + ": &" + level + " [" + alias + repeated(", " + alias, 8) + "]\n";
  }
  return text;
}

}  // namespace

std::vector<WrongInput> yaml_rows() {
  return {
      row("an empty file", "",
          "e.yaml:1:1: error: neither an experiment nor a manifest; an experiment starts with "
          "`experiment: NAME`, a manifest with `graft_manifest: 1`"),
      row("a bracket that is never closed", "experiment: [e\nseed: 1\n",
          "e.yaml:1:13: error: this `[` is never closed; add the closing `]`"),
      row("a quote that is never closed", "experiment: \"e\nseed: 1\n",
          "e.yaml:1:13: error: this `\"` is never closed; add the closing `\"`"),
      row("brackets closed in the wrong order", "experiment: {a: [1}]\n",
          "e.yaml:1:19: error: expected `]`, got `}`; close brackets in the order in which they "
          "were "
          "opened"),
      row("a lone comma", ",",
          "e.yaml:1:1: error: `,` does not belong here; put the text in quotes, or open the "
          "bracket "
          "before"),
      row("a tag with brackets", "- !+(.,.)",
          "e.yaml:1:3: error: tags such as `!!str` are not supported; leave the tag out; quotes "
          "make "
          "any value a string"),
      row("a key given twice", "experiment: e\nseed: 1\nseed: 2\n",
          "e.yaml:3:1: error: `seed` is given twice, first on line 2; keep one of them"),
      row("a tab as indentation", "stages:\n\tbase: {}\n",
          "e.yaml:2:1: error: a tab used as indentation; indent with spaces"),
      row("a line indented too little", "stages:\n    a: 1\n  b: 2\n",
          "e.yaml:3:3: error: this does not belong to the map that it stands in; check the "
          "indentation of this line, and that every key ends in `: `"),
      row("two colons in a line", "experiment: a: b\n",
          "e.yaml:1:14: error: `: ` does not belong here; check the indentation of this line and "
          "the "
          "one before; put text that holds `: ` in quotes"),
      row("a merge key", "a: &a {b: 1}\nc: {<<: *a}\n",
          "e.yaml:2:5: error: merge keys (`<<`) are not supported; write the keys out"),
      row("an alias of nothing", "experiment: *name\n",
          "e.yaml:1:13: error: no anchor `&` of this name stands above; write the value out"),
      row("an alias bomb", alias_bomb(),
          "e.yaml:5:4: error: anchors and aliases repeat more than 100000 values; write the values "
          "out, or repeat less"),
      row("100,000 nested brackets", repeated("[{", 100'000),
          "e.yaml:1:101: error: lists and maps are nested deeper than 100; nest less"),
      row("two documents in a file", "experiment: e\n---\nexperiment: f\n",
          "e.yaml:2:1: error: one document ends before this line; keep one document per file, and "
          "check the indentation"),
      row("text that is not UTF-8", "experiment: caf\xE9\n",
          "e.yaml:1:16: error: this is not UTF-8 text; save the file in the UTF-8 encoding"),
      row("a NUL byte", std::string("experiment: \0", 13),
          "e.yaml:1:13: error: a control character (byte 0); remove it, or write it as an escape "
          "in "
          "double quotes"),
      row("nine million bytes", repeated("aaaaaaaaa", 1'000'000),
          "e.yaml: error: has 9000000 bytes, at most 8388608 are read"),
  };
}

}  // namespace graft
