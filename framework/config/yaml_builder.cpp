#include "framework/config/yaml_builder.h"

#include <algorithm>
#include <utility>

#include "framework/config/yaml_limits.h"
#include "framework/config/yaml_scalar.h"

namespace graft {
namespace {

[[noreturn]] void fail_at(const Mark& mark, std::string code, std::string message,
                          std::string hint) {
  throw InputError({Problem{*mark.file, mark.line, mark.column, std::move(code), std::move(message),
                            std::move(hint)}});
}

/// The spelling of null at the start of `text`, where it is a whole word; else empty.
std::string_view null_spelling(std::string_view text) {
  for (const std::string_view word : {"~", "null", "Null", "NULL"}) {
    if (!text.starts_with(word)) continue;
    const std::string_view rest = text.substr(word.size());
    if (rest.empty() || std::string_view(" \t\r\n,]}:").find(rest.front()) != rest.npos)
      return word;
  }
  return {};
}

/// True where a word of this length at the start of `text` is a key.
bool is_followed_by_colon(std::string_view text, std::size_t length) {
  const std::size_t next = text.find_first_not_of(" \t", length);
  return next != text.npos && text[next] == ':';
}

}  // namespace

YamlBuilder::YamlBuilder(std::string_view text, std::string file)
    : text_(text), file_(std::make_shared<const std::string>(std::move(file))) {}

Mark YamlBuilder::mark_of(const YAML::Mark& position) {
  if (position.is_null()) return Mark{file_, 0, 0};
  const std::size_t offset = std::min(static_cast<std::size_t>(position.pos), text_.size());
  if (position.line != counted_line_ || offset < counted_offset_) {
    counted_line_ = position.line;
    counted_offset_ = offset - std::min(offset, static_cast<std::size_t>(position.column));
    counted_column_ = 0;
  }
  for (; counted_offset_ < offset; ++counted_offset_) {
    const bool continues = (static_cast<unsigned char>(text_[counted_offset_]) & 0xC0) == 0x80;
    if (!continues) ++counted_column_;
  }
  return Mark{file_, position.line + 1, counted_column_ + 1};
}

bool YamlBuilder::expects_key() const {
  return !frames_.empty() && frames_.back().container.is_map() && !frames_.back().has_key;
}

void YamlBuilder::OnDocumentStart(const YAML::Mark& position) {
  if (has_document_) {
    fail_at(mark_of(position), "several-documents", "one document ends before this line",
            "keep one document per file, and check the indentation");
  }
  has_document_ = true;
}

void YamlBuilder::OnNull(const YAML::Mark& position, YAML::anchor_t anchor) {
  const Mark mark = mark_of(position);
  const std::size_t offset = std::min(static_cast<std::size_t>(position.pos), text_.size());
  const std::string_view spelling = null_spelling(text_.substr(offset));
  if (expects_key()) {
    if (spelling.empty()) {
      fail_at(mark, "missing-key", "a key is missing before `:`", "write `key: value`");
    }
    add_key(position, std::string(spelling), true);
    return;
  }
  // Where no value is written the parser names what follows; the key is to blame.
  const bool written =
      !spelling.empty() && !is_followed_by_colon(text_.substr(offset), spelling.size());
  Value value;
  if (written) value.set_source_text(std::string(spelling));
  const bool blame_key = !written && !frames_.empty() && frames_.back().container.is_map();
  value.set_mark(blame_key ? frames_.back().key_mark : mark);
  add(std::move(value), anchor, 1);
}

void YamlBuilder::OnAlias(const YAML::Mark& position, YAML::anchor_t anchor) {
  const Mark mark = mark_of(position);
  if (expects_key()) {
    fail_at(mark, "wrong-key", "an alias cannot be a key", "write the key out");
  }
  const auto found = anchored_.find(anchor);
  if (found == anchored_.end()) {
    fail_at(mark, "recursive-alias", "this alias lies inside the value that it repeats",
            "write the value out");
  }
  count_repeated(found->second.num_nodes, mark);
  add(found->second.value, 0, found->second.num_nodes);
}

void YamlBuilder::OnScalar(const YAML::Mark& position, const std::string& tag,
                           YAML::anchor_t anchor, const std::string& text) {
  if (tag != "?" && tag != "!") {
    fail_at(mark_of(position), "tag", "tags such as `!!str` are not supported",
            "leave the tag out; quotes make any value a string");
  }
  if (expects_key()) {
    add_key(position, text, tag == "?");
    return;
  }
  Value value = tag == "?" ? resolve_plain_scalar(text) : Value(text);
  value.set_mark(mark_of(position));
  add(std::move(value), anchor, 1);
}

void YamlBuilder::OnSequenceStart(const YAML::Mark& position, const std::string& tag,
                                  YAML::anchor_t anchor, YAML::EmitterStyle::value /*style*/) {
  open(Value::list(), position, tag, anchor);
}

void YamlBuilder::OnMapStart(const YAML::Mark& position, const std::string& tag,
                             YAML::anchor_t anchor, YAML::EmitterStyle::value /*style*/) {
  open(Value::map(), position, tag, anchor);
}

void YamlBuilder::open(Value container, const YAML::Mark& position, const std::string& tag,
                       YAML::anchor_t anchor) {
  const Mark mark = mark_of(position);
  if (tag != "?" && tag != "!") {
    fail_at(mark, "tag", "tags such as `!!map` are not supported", "leave the tag out");
  }
  if (expects_key()) {
    fail_at(mark, "wrong-key", "a list or a map cannot be a key",
            "if this text is meant as it stands, put it in quotes");
  }
  if (frames_.size() >= kMaxYamlDepth) {
    fail_at(mark, "too-deep",
            "lists and maps are nested deeper than " + std::to_string(kMaxYamlDepth), "nest less");
  }
  Frame frame;
  frame.container = std::move(container);
  frame.container.set_mark(mark);
  frame.anchor = anchor;
  frame.first_node = num_nodes_;
  frames_.push_back(std::move(frame));
  ++num_nodes_;
}

void YamlBuilder::close() {
  Frame frame = std::move(frames_.back());
  frames_.pop_back();
  const std::int64_t num_nodes = num_nodes_ - frame.first_node;
  num_nodes_ = frame.first_node;
  add(std::move(frame.container), frame.anchor, num_nodes);
}

void YamlBuilder::add(Value value, YAML::anchor_t anchor, std::int64_t num_nodes) {
  num_nodes_ += num_nodes;
  if (num_nodes_ > kMaxYamlNodes) {
    fail_at(value.mark(), "too-large",
            "the file holds more than " + std::to_string(kMaxYamlNodes) + " values",
            "keep data out of configuration files");
  }
  if (anchor != 0) {
    count_repeated(num_nodes, value.mark());
    anchored_[anchor] = Anchored{value, num_nodes};
  }
  if (frames_.empty()) {
    root_ = std::move(value);
    return;
  }
  Frame& frame = frames_.back();
  if (frame.container.is_list()) {
    frame.container.as_list().push_back(std::move(value));
    return;
  }
  if (!frame.is_duplicate) {
    frame.container.as_map().push_back(
        Value::Member{std::move(frame.key), std::move(value), frame.key_mark});
  }
  frame.has_key = false;
}

void YamlBuilder::add_key(const YAML::Mark& position, const std::string& text, bool plain) {
  const Mark mark = mark_of(position);
  if (plain && text == "<<") {
    fail_at(mark, "merge-key", "merge keys (`<<`) are not supported", "write the keys out");
  }
  Frame& frame = frames_.back();
  frame.has_key = true;
  frame.key = text;
  frame.key_mark = mark;
  const auto [first, is_new] = frame.key_lines.emplace(text, mark.line);
  frame.is_duplicate = !is_new;
  if (!is_new) {
    problems_.push_back(
        Problem{*file_, mark.line, mark.column, "duplicate-key",
                "`" + text + "` is given twice, first on line " + std::to_string(first->second),
                "keep one of them"});
  }
}

void YamlBuilder::count_repeated(std::int64_t num_nodes, const Mark& mark) {
  num_repeated_ += num_nodes;
  if (num_repeated_ > kMaxYamlRepeatedNodes) {
    fail_at(
        mark, "too-many-aliases",
        "anchors and aliases repeat more than " + std::to_string(kMaxYamlRepeatedNodes) + " values",
        "write the values out, or repeat less");
  }
}

}  // namespace graft
