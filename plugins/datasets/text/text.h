#pragma once

#include <string>
#include <vector>

#include "documents.h"
#include "graft/dataset_splits.h"
#include "graft/options.h"
#include "graft/roles/dataset.h"

namespace graft {

struct TextOptions {
  std::string path;
  std::string document = "file";
  double validation_share = 0.0;

  static Schema<TextOptions> schema();
};

/// Plain text in UTF-8, one column `text`. Lines may end as on any system; in the column they end
/// with a line feed. Holds the files in memory, and 16 bytes a document.
/// Throws InputError for missing files, empty ones, and text that is not UTF-8 or holds NUL (with
/// line, column and offset).
class Text : public Dataset {
 public:
  explicit Text(const TextOptions& options);

  std::vector<std::string> splits() const override { return splits_.names(); }
  std::int64_t size(const std::string& split) const override { return splits_.size(split); }
  Example example(const std::string& split, std::int64_t index) const override;

 private:
  struct File {
    std::string content;
    std::vector<TextRange> documents;
  };

  static File read(const std::string& path, const std::string& document);
  void hold_out(const TextOptions& options);
  void divide_training_file(double share);

  std::vector<File> files_;  // in the order of the splits' files
  DatasetSplits splits_{"text"};
};

}  // namespace graft
