#pragma once

#include <cstdint>
#include <string>

#include "framework/config/experiment.h"

namespace graft {

/// A model and a batch whose speed is measured: `configs/bench/<arch>-<shape>.yaml`.
struct BenchFile {
  ComponentUse model;
  std::int64_t batch_size = 0;
  std::int64_t sequence_length = 0;
};

/// Throws InputError with every mistake, each with its place.
BenchFile read_bench_file(const std::string& file, const PluginCatalog& catalog);

/// The shipped file of an architecture and a shape. Throws InputError naming those that are there.
std::string shipped_bench_file(const std::string& arch, const std::string& shape);
/// The shipped file `configs/bench/<name>.yaml` of what has no shapes.
std::string shipped_bench_file(const std::string& name);

}  // namespace graft
