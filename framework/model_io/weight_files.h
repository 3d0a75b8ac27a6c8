#pragma once

#include <memory>
#include <string>
#include <vector>

#include "framework/model_io/safetensors_reader.h"

namespace graft {

/// A tensor and the file that holds it.
struct StoredTensor {
  const SafetensorsReader* file;
  const SafetensorsEntry* entry;
};

/// The tensors of one checkpoint, in one file or in shards that an index names. Every file is
/// opened once.
class WeightFiles {
 public:
  /// A single file.
  explicit WeightFiles(const std::string& path);

  /// `model.safetensors` of a folder, or else the shards of its `model.safetensors.index.json`.
  ///
  /// A shard must lie, all symbolic links followed, in the folder itself or in the one where the
  /// index really lies, as in folders of links into a cache; no other file is opened. Tensors and
  /// index must agree: each tensor of the index in the shard that it names, none in two shards,
  /// none that the index does not know. Throws InputError listing everything that is wrong.
  static WeightFiles of_model(const std::string& folder);

  /// The file, or the index, for messages about all of it.
  const std::string& path() const { return path_; }
  /// In order of shards, then of position.
  const std::vector<StoredTensor>& tensors() const { return tensors_; }

 private:
  WeightFiles() = default;
  static WeightFiles of_index(const std::string& folder, const std::string& index_file);
  void add(std::unique_ptr<SafetensorsReader> file);

  std::string path_;
  std::vector<std::unique_ptr<SafetensorsReader>> files_;
  std::vector<StoredTensor> tensors_;
};

}  // namespace graft
