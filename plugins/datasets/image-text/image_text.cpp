#include "image_text.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "graft/error.h"
#include "graft/image.h"
#include "graft/json.h"
#include "graft/split_files.h"

namespace graft {

namespace {

namespace fs = std::filesystem;

bool is_list_of_strings(const Value& value) {
  if (!value.is_list()) return false;
  const Value::List& list = value.as_list();
  return std::all_of(list.begin(), list.end(),
                     [](const Value& entry) { return entry.is_string(); });
}

Cell cell_of(const Value& value) {
  if (value.is_string()) return value.as_string();
  if (value.is_int()) return value.as_int();
  if (value.is_number()) return value.as_double();
  if (!is_list_of_strings(value)) return write_json(value);
  std::vector<std::string> words;
  for (const Value& word : value.as_list()) words.push_back(word.as_string());
  return words;
}

/// Calls `read`, which reads the picture of a row; its problems become problems of the row.
template <typename Read>
void in_row(const JsonlFile& file, std::size_t row, const Read& read) {
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

}  // namespace

Schema<ImageTextOptions> ImageTextOptions::schema() {
  using Options = ImageTextOptions;
  return Schema<Options>()
      .field("path", &Options::path,
             "a JSONL file, or a folder with train.jsonl, valid.jsonl and test.jsonl", required(),
             graft::path())
      .field("image", &Options::image, "field with the path of the picture")
      .field("validation_share", &Options::validation_share,
             "share of the training rows, at their end, that validates where no file does",
             in_range(0.0, 0.9));
}

ImageText::ImageText(const ImageTextOptions& options) : image_field_(options.image) {
  std::vector<Problem> problems;
  for (const auto& [split, path] : find_split_files(options.path, {".jsonl"})) {
    try {
      const JsonlFile& file = files_.emplace_back(path);
      splits_.add(split, path, static_cast<std::int64_t>(file.size()));
      check_rows(file, problems);
    } catch (const InputError& error) {
      problems.insert(problems.end(), error.problems().begin(), error.problems().end());
    }
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  splits_.hold_out(options.path, options.validation_share);
}

void ImageText::check_rows(const JsonlFile& file, std::vector<Problem>& problems) const {
  if (file.size() == 0) {
    problems.push_back(
        {file.path(), 0, 0, "empty-data", "holds no rows", "add some, or remove it"});
  }
  for (std::size_t row = 0; row < file.size() && problems.size() < kMostRowProblems; ++row) {
    try {
      const std::string path = picture_path(file, row, file.row(row));
      in_row(file, row, [&path] { require_image_file(path); });
    } catch (const InputError& error) {
      problems.insert(problems.end(), error.problems().begin(), error.problems().end());
    }
  }
}

/// Where the picture of a row is. Throws InputError when the row does not say, or it is not there.
std::string ImageText::picture_path(const JsonlFile& file, std::size_t row,
                                    const Value& value) const {
  const Value* const image = value.find(image_field_);
  if (image == nullptr || !image->is_string()) {
    throw InputError({file.problem(row, "missing-field",
                                   "`" + image_field_ + "`: expected the path of a picture",
                                   "name the field with the option `image`")});
  }
  const fs::path path = fs::path(file.path()).parent_path() / image->as_string();
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) {
    throw InputError({file.problem(row, "missing-file", "no picture " + path.string(),
                                   "paths are relative to the file that names them")});
  }
  return path.string();
}

Example ImageText::example(const std::string& split, std::int64_t index) const {
  const DatasetSplits::Place place = splits_.at(split, index);
  const JsonlFile& file = files_[place.file];
  const auto row = static_cast<std::size_t>(place.index);
  const Value value = file.row(row);
  Example example;
  for (const Value::Member& member : value.as_map()) {
    if (member.key != image_field_) example.columns[member.key] = cell_of(member.value);
  }
  const std::string path = picture_path(file, row, value);
  in_row(file, row, [&] { example.columns["image"] = read_image(path); });
  return example;
}

}  // namespace graft
