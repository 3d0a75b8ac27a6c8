#include "jsonl.h"

#include <memory>

#include "graft/jsonl_file.h"
#include "graft/split_files.h"

namespace graft {

Schema<JsonlOptions> JsonlOptions::schema() {
  Schema<JsonlOptions> schema;
  schema
      .field("path", &JsonlOptions::path,
             "a JSONL file, or a folder with train.jsonl, valid.jsonl and test.jsonl", required(),
             graft::path())
      .field("validation_share", &JsonlOptions::validation_share,
             "share of the training rows, spread over them, that validates where no file does",
             in_range(0.0, 0.9));
  add_to(schema);
  return schema;
}

Jsonl::Jsonl(const JsonlOptions& options)
    : RowDataset(
          "jsonl", find_split_files(options.path, {".jsonl"}),
          [](const std::string& path) { return std::make_unique<JsonlFile>(path); },
          Columns(options.fields(), ColumnFields::names())) {
  hold_out(options.path, options.validation_share);
}

}  // namespace graft
