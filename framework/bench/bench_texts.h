#pragma once

#include <string>
#include <vector>

#include "framework/plugins/catalog.h"

namespace graft {

/// Texts of at least 16 KiB, but for the last of a file, that together are the `.txt` and `.jsonl`
/// files below these folders, as they are, in the order of their paths: each ends with a line.
/// Throws InputError for a folder that is none or has no such file.
std::vector<std::string> read_bench_texts(const std::vector<std::string>& folders);

/// The column `text` of a training split, of the data that `configs/bench/tokenizers.yaml` names.
std::vector<std::string> shipped_bench_texts(PluginCatalog& catalog);

}  // namespace graft
