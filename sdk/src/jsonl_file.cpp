#include "graft/jsonl_file.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "graft/json.h"
#include "graft/text_file.h"

namespace graft {

namespace {

constexpr const char* kExample = "write one object per line, such as {\"text\": \"…\"}";

}  // namespace

JsonlFile::JsonlFile(std::string path) : path_(std::move(path)), content_(read_text_file(path_)) {
  std::size_t begin = text_begin(content_);
  for (int line = 1; begin < content_.size(); ++line) {
    const std::size_t end = std::min(content_.find('\n', begin), content_.size());
    if (content_.find_first_not_of(" \t\r", begin) < end) rows_.push_back({begin, line});
    begin = end + 1;
  }
}

Value JsonlFile::row(std::size_t index) const {
  const std::size_t begin = rows_[index].begin;
  const std::size_t end = std::min(content_.find('\n', begin), content_.size());
  require_text(content_, begin, end, path_);
  try {
    Value value = parse_json(std::string_view(content_).substr(begin, end - begin), path_);
    if (value.is_map()) return value;
    throw InputError(
        {problem(index, "wrong-type",
                 std::string("expected an object, got ") + kind_name(value.kind()), kExample)});
  } catch (const InputError& error) {
    std::vector<Problem> problems = error.problems();
    for (Problem& found : problems) found.line = rows_[index].line;
    throw InputError(std::move(problems));
  }
}

}  // namespace graft
