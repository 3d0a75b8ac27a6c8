#include "framework/bench/bench_file.h"

#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

#include "framework/config/component_reader.h"
#include "framework/config/experiment_context.h"
#include "framework/config/yaml.h"
#include "graft/error.h"
#include "graft/options.h"

namespace graft {

namespace {

namespace fs = std::filesystem;

struct Sizes {
  std::int64_t batch_size = 16;
  std::int64_t sequence_length = 256;

  static Schema<Sizes> schema() {
    return Schema<Sizes>()
        .field("batch_size", &Sizes::batch_size, "rows of a step", at_least(1))
        .field("sequence_length", &Sizes::sequence_length, "tokens of a row", at_least(1));
  }
};

/// Beside the program, as it is installed and as it is built.
fs::path bench_folder() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  return program.parent_path().parent_path() / "share/graft/configs/bench";
}

Error missing_benchmarks(const fs::path& path) {
  return Error(path.string() + ": the benchmarks are missing. Install Graft again.");
}

}  // namespace

BenchFile read_bench_file(const std::string& file, const PluginCatalog& catalog) {
  const Value document = read_yaml(file);
  if (!document.is_map() || document.find("model") == nullptr) {
    document.fail("missing-key", "expected `model`, `batch_size` and `sequence_length`",
                  "take a file of configs/bench as a start");
  }
  ExperimentContext context{catalog, fs::absolute(file).parent_path().string(), {}};
  auto model = read_model(document.at("model"), "model", context);
  Value rest = document;
  rest.erase("model");
  const Schema<Sizes> schema = Sizes::schema();
  const Value resolved = schema.untyped().resolve(rest, "", context.problems);
  if (!context.problems.empty()) throw InputError(std::move(context.problems));
  const Sizes sizes = schema.read(resolved, "");
  return {std::move(*model), sizes.batch_size, sizes.sequence_length};
}

std::string shipped_bench_file(const std::string& arch, const std::string& shape) {
  const fs::path folder = bench_folder();
  const std::string wanted = arch + "-" + shape;
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().stem().string();
    const bool has_shape = name.find('-') != std::string::npos;
    if (has_shape && entry.path().extension() == ".yaml") names.push_back(name);
  }
  if (error) throw missing_benchmarks(folder);
  if (std::find(names.begin(), names.end(), wanted) != names.end()) {
    return (folder / (wanted + ".yaml")).string();
  }
  std::sort(names.begin(), names.end());
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
  throw InputError("unknown-benchmark", "there is no benchmark " + wanted,
                   "there are " + all + "; or name a file with --file");
}

std::string shipped_bench_file(const std::string& name) {
  const fs::path file = bench_folder() / (name + ".yaml");
  if (!fs::exists(file)) throw missing_benchmarks(file);
  return file.string();
}

}  // namespace graft
