#include "framework/model_io/weight_files.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "framework/model_io/shard_index.h"
#include "graft/error.h"
#include "graft/file.h"

namespace graft {

namespace {

namespace fs = std::filesystem;

constexpr const char* kWeightsFile = "model.safetensors";
constexpr const char* kIndexFile = "model.safetensors.index.json";
constexpr std::size_t kMaxProblems = 100;

bool is_inside(const fs::path& path, const fs::path& folder) {
  const auto [rest, unused] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return rest == folder.end();
}

/// Collects what is wrong with an index and its shards.
class ShardCheck {
 public:
  explicit ShardCheck(const std::string& index_file) : index_file_(index_file) {}

  void add(std::string file, std::string code, std::string message, std::string hint) {
    if (problems_.size() == kMaxProblems) return;
    problems_.push_back(
        Problem{std::move(file), 0, 0, std::move(code), std::move(message), std::move(hint)});
  }
  void add(const std::vector<Problem>& problems) {
    for (const Problem& problem : problems) {
      if (problems_.size() < kMaxProblems) problems_.push_back(problem);
    }
  }

  /// Whether the shard may be opened: whether it is there, and in one of these folders.
  bool may_open(const std::string& shard, const fs::path& path,
                const std::vector<fs::path>& folders) {
    std::error_code error;
    const fs::path real = fs::canonical(path, error);
    if (error) {
      add(path.string(), "file-unreadable", "is named by the index, but " + error.message(),
          "fetch it too");
      return false;
    }
    const bool is_allowed =
        std::any_of(folders.begin(), folders.end(),
                    [&](const fs::path& folder) { return is_inside(real, folder); });
    if (!is_allowed) {
      add(index_file_, "shard-outside",
          "shard \"" + shard + "\" is a symbolic link out of the folder and is not opened",
          "put the file itself into the folder");
    }
    return is_allowed;
  }

  void compare(const ShardIndex& index, const std::vector<std::size_t>& shard_of_file,
               const std::vector<std::unique_ptr<SafetensorsReader>>& files) {
    std::map<std::string_view, std::size_t> found;  // tensor -> shard
    std::set<std::string_view> doubtful;            // in two of them
    for (std::size_t i = 0; i < files.size(); ++i) {
      for (const SafetensorsEntry& entry : files[i]->header().entries) {
        const auto [place, is_new] = found.emplace(entry.name, shard_of_file[i]);
        if (is_new) continue;
        doubtful.insert(entry.name);
        add(files[i]->path(), "duplicate-tensor",
            "tensor \"" + entry.name + "\" is also in " + index.shards[place->second],
            "keep one of them");
      }
    }
    for (const auto& [name, shard] : index.weight_map) {
      const auto place = found.find(name);
      if (place == found.end()) {
        add(index_file_, "missing-tensor",
            "tensor \"" + name + "\" is not in " + index.shards[shard] + ", where it is said to be",
            "fetch index and shards again");
      } else if (place->second != shard && !doubtful.contains(name)) {
        add(index_file_, "misplaced-tensor",
            "tensor \"" + name + "\" is said to be in " + index.shards[shard] + ", but is in " +
                index.shards[place->second],
            "fetch index and shards again");
      }
    }
    for (const auto& [name, shard] : found) {
      if (index.weight_map.contains(std::string(name))) continue;
      add(index_file_, "unlisted-tensor",
          "does not know tensor \"" + std::string(name) + "\" of " + index.shards[shard],
          "fetch index and shards again");
    }
  }

  void finish() {
    if (!problems_.empty()) throw InputError(std::exchange(problems_, {}));
  }

 private:
  std::string index_file_;
  std::vector<Problem> problems_;
};

[[noreturn]] void fail_without_weights(const std::string& folder) {
  Problem problem{folder, 0, 0, "missing-weights", std::string("has no ") + kWeightsFile, ""};
  if (fs::exists(fs::path(folder) / "pytorch_model.bin")) {
    problem.message += ", but a pytorch_model.bin, which is not read because it may hold code";
    problem.hint = "store the weights in the safetensors format";
  } else {
    problem.hint = "is this the folder of a model?";
  }
  throw InputError({std::move(problem)});
}

}  // namespace

WeightFiles::WeightFiles(const std::string& path) : path_(path) {
  add(std::make_unique<SafetensorsReader>(path));
}

void WeightFiles::add(std::unique_ptr<SafetensorsReader> file) {
  for (const SafetensorsEntry& entry : file->header().entries) {
    tensors_.push_back(StoredTensor{file.get(), &entry});
  }
  files_.push_back(std::move(file));
}

WeightFiles WeightFiles::of_model(const std::string& folder) {
  const fs::path path = fs::path(folder) / kWeightsFile;
  if (fs::exists(path)) return WeightFiles(path.string());
  const fs::path index = fs::path(folder) / kIndexFile;
  if (fs::exists(index)) return of_index(folder, index.string());
  fail_without_weights(folder);
}

WeightFiles WeightFiles::of_index(const std::string& folder, const std::string& index_file) {
  const ShardIndex index = parse_shard_index(read_file(index_file, kMaxShardIndex), index_file);
  const std::vector<fs::path> folders = {fs::canonical(folder),
                                         fs::canonical(index_file).parent_path()};
  ShardCheck check(index_file);
  WeightFiles result;
  result.path_ = index_file;
  std::vector<std::size_t> shard_of_file;
  for (std::size_t i = 0; i < index.shards.size(); ++i) {
    const fs::path path = fs::path(folder) / index.shards[i];
    if (!check.may_open(index.shards[i], path, folders)) continue;
    try {
      result.add(std::make_unique<SafetensorsReader>(path.string()));
      shard_of_file.push_back(i);
    } catch (const InputError& error) {
      check.add(error.problems());
    }
  }
  check.finish();
  check.compare(index, shard_of_file, result.files_);
  check.finish();
  return result;
}

}  // namespace graft
