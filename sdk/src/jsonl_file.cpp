#include "graft/jsonl_file.h"

#include <algorithm>
#include <utility>

#include "graft/file.h"
#include "graft/json.h"

namespace graft {

JsonlFile::JsonlFile(std::string path) : path_(std::move(path)), content_(read_file(path_)) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  std::size_t begin = content_.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  for (int line = 1; begin < content_.size(); ++line) {
    const std::size_t end = std::min(content_.find('\n', begin), content_.size());
    if (content_.find_first_not_of(" \t\r", begin) < end) rows_.push_back({begin, line});
    begin = end + 1;
  }
}

Value JsonlFile::row(std::size_t index) const {
  try {
    Value value = parse_json(text(index), path_);
    if (value.is_map()) return value;
    throw InputError({problem(index, "wrong-type",
                              std::string("expected an object, got ") + kind_name(value.kind()),
                              "write one object per line, such as {\"text\": \"…\"}")});
  } catch (const InputError& error) {
    std::vector<Problem> problems = error.problems();
    for (Problem& found : problems) found.line = rows_[index].line;
    throw InputError(std::move(problems));
  }
}

Problem JsonlFile::problem(std::size_t index, std::string code, std::string message,
                           std::string hint) const {
  return {path_, rows_[index].line, 0, std::move(code), std::move(message), std::move(hint)};
}

std::string_view JsonlFile::text(std::size_t index) const {
  const std::size_t begin = rows_[index].begin;
  const std::size_t end = std::min(content_.find('\n', begin), content_.size());
  return std::string_view(content_).substr(begin, end - begin);
}

}  // namespace graft
