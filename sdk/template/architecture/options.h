#pragma once

#include "graft/options.h"

/// Sizes, under the names that every architecture uses, so that swapping is one word.
struct @CLASS@Options {
  std::int64_t hidden_size = 64;
  std::int64_t num_layers = 2;
  std::int64_t num_heads = 4;
  std::int64_t max_positions = 128;
  std::int64_t vocab_size = 0;

  static graft::Schema<@CLASS@Options> schema() {
    using Options = @CLASS@Options;
    using graft::at_least;
    return graft::Schema<Options>()
        .field("hidden_size", &Options::hidden_size, "width of the residual stream", at_least(1))
        .field("num_layers", &Options::num_layers, "number of blocks", at_least(1))
        .field("num_heads", &Options::num_heads, "heads of each attention", at_least(1))
        .field("max_positions", &Options::max_positions, "longest text in tokens", at_least(2))
        .field("vocab_size", &Options::vocab_size, "0: that of the tokenizer", at_least(0));
  }
  /// The options in a `config.json`, as @CLASS@Model::config writes it.
  static graft::Value from_config(const graft::Value& config) {
    graft::Value options = graft::Value::map();
    for (const graft::Field& field : schema().untyped().fields()) {
      options.set(field.name, config.at(field.name));
    }
    return options;
  }
};
