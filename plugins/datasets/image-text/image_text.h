#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graft/column_fields.h"
#include "graft/options.h"
#include "graft/row_dataset.h"

namespace graft {

struct ImageTextOptions : ColumnFields {
  std::string path;
  std::string image = "image";
  double validation_share = 0.0;

  static Schema<ImageTextOptions> schema();
};

/// Pictures with their texts. Each row of a JSONL file names a PNG or JPEG file, relative to the
/// JSONL file; its other fields are columns as those of `jsonl` are. Column `image` is
/// [3, height, width] u8, what is transparent composed on white. A picture is read when its example
/// is asked for. Throws InputError with file and line for rows as `jsonl` does, and for rows that
/// name no file that is there and begins as a picture does, up to 20 at once; and for a picture
/// that cannot be read, with the line of its row.
class ImageText : public RowDataset {
 public:
  explicit ImageText(const ImageTextOptions& options);

  Example example(const std::string& split, std::int64_t index) const override;

 private:
  void check_pictures(std::vector<Problem>& problems) const;
};

}  // namespace graft
