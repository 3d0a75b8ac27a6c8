#pragma once

#include "framework/cli/options.h"

namespace graft {

/// The options of `graft bench tokenizers` alone.
void add_tokenizer_options(CommandLine& command);

/// Measures tokenizers: those in folders that are named, or every one that the manifests offer,
/// trained on the texts first.
int bench_tokenizers(const CommandLine& command);

}  // namespace graft
