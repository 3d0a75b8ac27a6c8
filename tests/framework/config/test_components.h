#pragma once

namespace graft {

/// A manifest of components that nobody has built: checking opens no library.
inline constexpr const char* kTestComponents = R"(graft_manifest: 1
plugins:
  - id: test.components
    version: 1.0.0
    library: libtest.so
    sha256: "0000000000000000000000000000000000000000000000000000000000000000"
    sdk: ">=1.0,<2"
    components:
      - kind: architecture
        name: stack
        interface: graft.architecture/1
        family: autoregressive
        options:
          hidden_size: {type: int, default: 16, min: 1, doc: width}
          num_layers: {type: int, default: 2, min: 1, doc: depth}
          dropout: {type: float, default: 0.0, min: 0, max: 1, doc: share of zeros}
      - kind: architecture
        name: tower
        interface: graft.architecture/1
        family: autoregressive
        options:
          hidden_size: {type: int, default: 8, min: 1, doc: width}
          num_floors: {type: int, default: 3, min: 1, doc: depth}
      - kind: adapter
        name: thin
        interface: graft.adapter/1
        options:
          rank: {type: int, default: 8, min: 1, doc: width of the update}
          target_modules: {type: list of string, default: ["*"], doc: patterns}
      - kind: adapter
        name: whole
        interface: graft.adapter/1
        options: {}
      - kind: prompt
        name: ask
        interface: graft.prompt/1
        options:
          instruction: {type: string, required: true, doc: what to do}
          labels: {type: map of string, default: {}, doc: a word per label}
      - kind: tokenizer
        name: letters
        interface: graft.tokenizer/1
        options:
          vocab_size: {type: int, default: 256, min: 1, doc: size}
      - kind: dataset
        name: lines
        interface: graft.dataset/1
        options:
          path: {type: path, required: true, doc: a folder}
          text: {type: string, default: text, doc: a column}
      - kind: dataset
        name: invented
        interface: graft.dataset/1
        options:
          task: {type: string, default: text, choices: [text, mood], doc: which}
)";

}  // namespace graft
