#include "framework/data/input_rows.h"

#include <filesystem>
#include <utility>
#include <vector>

#include "graft/error.h"
#include "graft/image.h"

namespace graft {

namespace {

constexpr std::size_t kMostProblems = 20;

}  // namespace

void for_each_row(const JsonlFile& file, const std::function<void(const Value& row)>& read) {
  std::vector<Problem> problems;
  for (std::size_t index = 0; index < file.size() && problems.size() < kMostProblems; ++index) {
    try {
      read(file.row(index));
    } catch (const InputError& error) {
      const int line = file.problem(index, "", "").line;
      for (Problem problem : error.problems()) {
        if (problem.file.empty()) problem.file = file.path();
        if (problem.file == file.path()) problem.line = line;
        problems.push_back(std::move(problem));
      }
    }
  }
  if (!problems.empty()) throw InputError(std::move(problems));
}

std::string image_path(const JsonlFile& file, const Value& row) {
  namespace fs = std::filesystem;
  const Value* const image = row.find("image");
  if (image == nullptr || !image->is_string()) {
    throw InputError("missing-field", "expected a string `image`", "name a PNG or JPEG file");
  }
  const fs::path path = fs::path(file.path()).parent_path() / image->as_string();
  if (fs::is_regular_file(path)) return path.string();
  throw InputError("missing-file", "no picture " + path.string(),
                   "paths are relative to the file that names them");
}

std::string readable_image_path(const JsonlFile& file, const Value& row) {
  std::string path = image_path(file, row);
  try {
    read_image(path);
  } catch (const InputError& error) {
    std::vector<Problem> problems;
    for (const Problem& problem : error.problems()) {
      // Without a file: for_each_row gives that of the row.
      problems.push_back({"", 0, 0, problem.code,
                          "the picture " + problem.file + " " + problem.message, problem.hint});
    }
    throw InputError(std::move(problems));
  }
  return path;
}

}  // namespace graft
