#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graft/dataset_splits.h"
#include "graft/jsonl_file.h"
#include "graft/options.h"
#include "graft/roles/dataset.h"

namespace graft {

struct ImageTextOptions {
  std::string path;
  std::string image = "image";
  double validation_share = 0.0;

  static Schema<ImageTextOptions> schema();
};

/// Pictures with their texts. Each row of a JSONL file names a PNG or JPEG file, relative to the
/// JSONL file; its other fields are columns: strings, numbers and lists of strings as they are, the
/// rest as JSON. Column `image` is [3, height, width] u8, what is transparent composed on white.
/// A picture is read when its example is asked for. Throws InputError with file and line for rows
/// that are no JSON objects, or name no file that is there and begins as a picture does, up to 20
/// at once; and for a picture that cannot be read, with the line of its row.
class ImageText : public Dataset {
 public:
  explicit ImageText(const ImageTextOptions& options);

  std::vector<std::string> splits() const override { return splits_.names(); }
  std::int64_t size(const std::string& split) const override { return splits_.size(split); }
  Example example(const std::string& split, std::int64_t index) const override;

 private:
  void check_rows(const JsonlFile& file, std::vector<Problem>& problems) const;
  std::string picture_path(const JsonlFile& file, std::size_t row, const Value& value) const;

  std::string image_field_;
  std::vector<JsonlFile> files_;  // in the order of the splits' files
  DatasetSplits splits_{"image-text"};
};

}  // namespace graft
