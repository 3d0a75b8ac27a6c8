#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

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

/// Pictures with their texts. Each row of a JSONL file names a PNG file, relative to the JSONL
/// file; its other fields are columns: strings, numbers and lists of strings as they are, the rest
/// as JSON. Column `image` is [3, height, width] u8, what is transparent composed on white. A
/// picture is read when its example is asked for. Throws InputError with file and line for rows
/// that are no JSON objects or name no picture that is there.
class ImageText : public Dataset {
 public:
  explicit ImageText(const ImageTextOptions& options);

  std::vector<std::string> splits() const override;
  std::int64_t size(const std::string& split) const override;
  Example example(const std::string& split, std::int64_t index) const override;

 private:
  struct Split {
    const JsonlFile* file = nullptr;  // one of files_
    std::int64_t begin = 0;
    std::int64_t end = 0;
  };
  const Split& split_at(const std::string& split) const;
  std::string picture_path(const JsonlFile& file, std::size_t row, const Value& value) const;

  std::string image_field_;
  std::vector<JsonlFile> files_;
  std::map<std::string, Split> splits_;
};

}  // namespace graft
