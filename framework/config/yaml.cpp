#include "framework/config/yaml.h"

#include <array>
#include <istream>
#include <streambuf>
#include <utility>

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "framework/config/yaml_builder.h"
#include "framework/config/yaml_guard.h"
#include "framework/config/yaml_limits.h"
#include "graft/file.h"

namespace graft {
namespace {

/// Lets a stream read text in place.
class TextBuffer : public std::streambuf {
 public:
  explicit TextBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());  // streams only read through it
    setg(begin, begin, begin + text.size());
  }
};

struct Explanation {
  std::string_view parser_message;
  const char* message;
  const char* hint;
};

/// What the parser's messages mean to the author of a file.
constexpr std::array kExplanations{
    Explanation{"end of map not found", "this does not belong to the map that it stands in",
                "check the indentation of this line, and that every key ends in `: `"},
    Explanation{"end of sequence not found", "this does not belong to the list that it stands in",
                "check the indentation of this line, and that every entry starts with `- `"},
    Explanation{"end of map flow not found", "expected `,` or `}` here",
                "separate `key: value` pairs by commas, with a space after each colon"},
    Explanation{"end of sequence flow not found", "expected `,` or `]` here",
                "separate entries by commas"},
    Explanation{"illegal map value", "`: ` does not belong here",
                "check the indentation of this line and the one before; put text that holds `: ` "
                "in quotes"},
    Explanation{"illegal block entry", "a list cannot start here",
                "start the list on a line of its own"},
    Explanation{"the referenced anchor is not defined", "no anchor `&` of this name stands above",
                "write the value out"},
    Explanation{"unknown token", "this character cannot start a value", "put the text in quotes"},
};

Problem explain(const YAML::ParserException& error, const Mark& mark) {
  Problem problem{*mark.file, mark.line, mark.column, "syntax", error.msg, ""};
  for (const Explanation& explanation : kExplanations) {
    if (error.msg == explanation.parser_message) {
      problem.message = explanation.message;
      problem.hint = explanation.hint;
    }
  }
  return problem;
}

}  // namespace

Value parse_yaml(std::string_view text, const std::string& file) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  guard_yaml(text, file);

  TextBuffer buffer(text);
  std::istream stream(&buffer);
  YamlBuilder builder(text, file);
  try {
    YAML::Parser parser(stream);
    // The second call finds a second document, or text that the first left over.
    if (parser.HandleNextDocument(builder)) parser.HandleNextDocument(builder);
  } catch (const YAML::ParserException& error) {
    throw InputError({explain(error, builder.mark_of(error.mark))});
  }
  std::vector<Problem> problems = builder.take_problems();
  if (!problems.empty()) throw InputError(std::move(problems));
  Value root = builder.take_root();
  if (root.mark().file == nullptr) {
    root.set_mark(Mark{std::make_shared<const std::string>(file), 1, 1});
  }
  return root;
}

Value read_yaml(const std::string& path) {
  return parse_yaml(read_file(path, static_cast<std::int64_t>(kMaxYamlBytes)), path);
}

}  // namespace graft
