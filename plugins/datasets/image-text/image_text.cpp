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

constexpr std::size_t kMostProblems = 20;

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
  const auto paths = find_split_files(options.path, ".jsonl");
  files_.reserve(paths.size());  // splits_ points into it
  std::vector<Problem> problems;
  for (const auto& [split, path] : paths) {
    const JsonlFile& file = files_.emplace_back(path);
    splits_[split] = {&file, 0, static_cast<std::int64_t>(file.size())};
    if (file.size() == 0) {
      problems.push_back({path, 0, 0, "empty-data", "holds no rows", "add some, or remove it"});
    }
    for (std::size_t row = 0; row < file.size() && problems.size() < kMostProblems; ++row) {
      try {
        (void)picture_path(file, row, file.row(row));
      } catch (const InputError& error) {
        problems.insert(problems.end(), error.problems().begin(), error.problems().end());
      }
    }
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  if (options.validation_share <= 0.0) return;
  const auto train = splits_.find("train");
  if (train == splits_.end() || splits_.contains("validation")) {
    throw InputError({Problem{options.path, 0, 0, "conflicting-option",
                              "validation_share needs a training split and no validation split",
                              "remove validation_share"}});
  }
  Split held_out = train->second;
  held_out.begin = held_out.end - held_out_count(held_out.end, options.validation_share);
  train->second.end = held_out.begin;
  splits_["validation"] = held_out;
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
  if (!fs::is_regular_file(path)) {
    throw InputError({file.problem(row, "missing-file", "no picture " + path.string(),
                                   "paths are relative to the file that names them")});
  }
  return path.string();
}

std::vector<std::string> ImageText::splits() const {
  std::vector<std::string> names;
  for (const char* const name : {"train", "validation", "test"}) {
    if (splits_.contains(name)) names.emplace_back(name);
  }
  return names;
}

std::int64_t ImageText::size(const std::string& split) const {
  const Split& part = split_at(split);
  return part.end - part.begin;
}

Example ImageText::example(const std::string& split, std::int64_t index) const {
  const Split& part = split_at(split);
  if (index < 0 || index >= part.end - part.begin) {
    throw InputError("out-of-range", "image-text: split \"" + split + "\" has " +
                                         std::to_string(size(split)) + " examples, asked for " +
                                         std::to_string(index));
  }
  const auto row = static_cast<std::size_t>(part.begin + index);
  const Value value = part.file->row(row);
  Example example;
  for (const Value::Member& member : value.as_map()) {
    if (member.key != image_field_) example.columns[member.key] = cell_of(member.value);
  }
  example.columns["image"] = read_png(picture_path(*part.file, row, value));
  return example;
}

const ImageText::Split& ImageText::split_at(const std::string& split) const {
  const auto found = splits_.find(split);
  if (found != splits_.end()) return found->second;
  std::string present;
  for (const std::string& name : splits()) present += (present.empty() ? "" : ", ") + name;
  throw InputError("missing-split", "image-text: no split \"" + split + "\"",
                   "there is " + present);
}

}  // namespace graft
