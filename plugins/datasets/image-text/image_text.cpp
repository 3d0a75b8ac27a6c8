#include "image_text.h"

#include <filesystem>
#include <map>
#include <memory>
#include <utility>

#include "graft/error.h"
#include "graft/image.h"
#include "graft/jsonl_file.h"
#include "graft/split_files.h"

namespace graft {

namespace {

namespace fs = std::filesystem;

/// Calls `read`, which reads the picture of a row; its problems become problems of the row.
template <typename Read>
void in_row(const RowFile& file, std::size_t row, const Read& read) {
  try {
    read();
  } catch (const InputError& error) {
    std::vector<Problem> problems;
    for (const Problem& problem : error.problems()) {
      problems.push_back(file.problem(
          row, problem.code, "the picture " + problem.file + " " + problem.message, problem.hint));
    }
    throw InputError(std::move(problems));
  }
}

/// Where the picture that a row names is. Throws InputError where there is none.
std::string picture_path(const RowFile& file, std::size_t row, const std::string& name) {
  const fs::path path = fs::path(file.path()).parent_path() / name;
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) {
    throw InputError({file.problem(row, "missing-file", "no picture " + path.string(),
                                   "paths are relative to the file that names them")});
  }
  return path.string();
}

std::map<std::string, std::string> fields_of(const ImageTextOptions& options) {
  std::map<std::string, std::string> fields = options.fields();
  fields["image"] = options.image;
  return fields;
}

}  // namespace

Schema<ImageTextOptions> ImageTextOptions::schema() {
  using Options = ImageTextOptions;
  Schema<Options> schema;
  schema
      .field("path", &Options::path,
             "a JSONL file, or a folder with train.jsonl, valid.jsonl and test.jsonl", required(),
             graft::path())
      .field("image", &Options::image, "field with the path of the picture")
      .field("validation_share", &Options::validation_share,
             "share of the training rows, spread over them, that validates where no file does",
             in_range(0.0, 0.9));
  add_to(schema);
  return schema;
}

ImageText::ImageText(const ImageTextOptions& options)
    : RowDataset(
          "image-text", find_split_files(options.path, {".jsonl"}),
          [](const std::string& path) { return std::make_unique<JsonlFile>(path); },
          Columns(fields_of(options), ColumnFields::names())) {
  std::vector<Problem> problems;
  check_pictures(problems);
  if (!problems.empty()) throw InputError(std::move(problems));
  hold_out(options.path, options.validation_share);
}

void ImageText::check_pictures(std::vector<Problem>& problems) const {
  for (const std::string& split : splits()) {
    for (std::int64_t index = 0; index < size(split); ++index) {
      const auto [file, row] = row_at(split, index);
      try {
        const std::string name = RowDataset::example(split, index).text("image");
        const std::string path = picture_path(file, row, name);
        in_row(file, row, [&path] { require_image_file(path); });
      } catch (const InputError& error) {
        problems.insert(problems.end(), error.problems().begin(), error.problems().end());
      }
      if (problems.size() >= kMostRowProblems) return;
    }
  }
}

Example ImageText::example(const std::string& split, std::int64_t index) const {
  Example example = RowDataset::example(split, index);
  const auto [file, row] = row_at(split, index);
  const std::string path = picture_path(file, row, example.text("image"));
  in_row(file, row, [&] { example.columns["image"] = read_image(path); });
  return example;
}

}  // namespace graft
