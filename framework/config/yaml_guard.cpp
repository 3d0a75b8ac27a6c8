#include "framework/config/yaml_guard.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "framework/config/yaml_limits.h"
#include "framework/config/yaml_text.h"

namespace graft {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;

/// Follows the text just closely enough to know which brackets and quotes count: those outside
/// comments, quoted text, plain words and block scalars.
class Guard {
 public:
  Guard(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  void run() {
    while (offset_ < text_.size()) scan_line();
  }

 private:
  struct Bracket {
    char opening;
    std::size_t offset;
  };

  char at(std::size_t offset) const { return offset < text_.size() ? text_[offset] : '\n'; }
  bool is_blank(std::size_t offset) const { return at(offset) == ' ' || at(offset) == '\t'; }
  bool ends_word(std::size_t offset) const {
    return is_blank(offset) || at(offset) == '\n' || at(offset) == '\r';
  }
  bool is_flow_mark(std::size_t offset) const {
    return offset < text_.size() && std::string_view(",[]{}").find(text_[offset]) != kNowhere;
  }
  std::size_t column() const { return offset_ - line_start_; }
  /// Column of the innermost block entry; -1 outside all.
  std::int64_t parent_column() const {
    return columns_.empty() ? -1 : static_cast<std::int64_t>(columns_.back());
  }

  [[noreturn]] void fail(std::size_t offset, std::string code, std::string message,
                         std::string hint) const {
    fail_in_text(text_, file_, offset, std::move(code), std::move(message), std::move(hint));
  }

  void skip_blanks() {
    while (offset_ < text_.size() && is_blank(offset_)) ++offset_;
  }

  void next_line() {
    const std::size_t newline = text_.find('\n', offset_);
    offset_ = newline == kNowhere ? text_.size() : newline + 1;
    line_start_ = offset_;
  }

  void check_depth(std::size_t offset) const {
    if (columns_.size() + brackets_.size() > kMaxYamlDepth) {
      fail(offset, "too-deep",
           "lists and maps are nested deeper than " + std::to_string(kMaxYamlDepth), "nest less");
    }
  }

  /// One line of block context, and what starts on it and goes on below.
  void scan_line() {
    line_start_ = offset_;
    skip_blanks();
    if (at(offset_) == '#') continues_plain_ = false;
    if (at(offset_) == '\n' || at(offset_) == '\r' || at(offset_) == '#') return next_line();
    if (continues_plain_ && static_cast<std::int64_t>(column()) > parent_column()) {
      return skip_plain_line();
    }
    continues_plain_ = false;
    if (const std::size_t tab = text_.substr(0, offset_).find('\t', line_start_); tab != kNowhere) {
      fail(tab, "tab", "a tab used as indentation", "indent with spaces");
    }
    if (column() == 0 && text_[offset_] == '%') return next_line();
    if (column() == 0 && (text_.substr(offset_, 3) == "---" || text_.substr(offset_, 3) == "...") &&
        ends_word(offset_ + 3)) {
      columns_.clear();
      offset_ += 3;
      skip_blanks();
    }
    while (!columns_.empty() && columns_.back() >= column()) columns_.pop_back();
    while (scan_block_token()) skip_blanks();
  }

  /// One entry, key or value of block context; false when the line is done.
  bool scan_block_token() {
    const char character = at(offset_);
    const std::size_t start = offset_;
    switch (character) {
      case '\n':
      case '\r':
      case '#':
        next_line();
        return false;
      case '-':
      case '?':
      case ':':
        if (ends_word(offset_ + 1)) return scan_entry(column(), 1);
        break;
      case '&':
      case '*':
      case '!':
        while (!ends_word(offset_)) ++offset_;
        return true;
      case '|':
      case '>':
        skip_block_scalar();
        return false;
      case '"':
      case '\'':
        skip_quoted();
        return scan_after_value(start);
      case '[':
      case '{':
        scan_flow();
        return scan_after_value(start);
      case ',':
      case ']':
      case '}':
        fail(offset_, "syntax", std::string("`") + character + "` does not belong here",
             "put the text in quotes, or open the bracket before");
      default:
        break;
    }
    return scan_plain();
  }

  /// An entry of the given column begins; `length` bytes lie before its value.
  bool scan_entry(std::size_t entry_column, std::size_t length) {
    columns_.push_back(entry_column);
    check_depth(offset_);
    offset_ += length;
    return true;
  }

  /// After quoted text or a bracket: it may have been a key.
  bool scan_after_value(std::size_t start) {
    skip_blanks();
    if (at(offset_) == ':' && ends_word(offset_ + 1) && start >= line_start_) {
      return scan_entry(start - line_start_, 1);
    }
    next_line();
    return false;
  }

  /// Plain words up to the colon that makes them a key, else to the end of the line.
  bool scan_plain() {
    const std::size_t start = offset_;
    for (; at(offset_) != '\n'; ++offset_) {
      if (text_[offset_] == ':' && ends_word(offset_ + 1))
        return scan_entry(start - line_start_, 1);
      if (text_[offset_] == '#' && is_blank(offset_ - 1)) break;
    }
    continues_plain_ = at(offset_) != '#';
    next_line();
    return false;
  }

  void skip_plain_line() {
    for (; at(offset_) != '\n'; ++offset_) {
      if (text_[offset_] == '#' && is_blank(offset_ - 1)) {
        continues_plain_ = false;
        break;
      }
    }
    next_line();
  }

  /// The header of a `|` or `>` scalar and every line below that is indented deeply enough.
  void skip_block_scalar() {
    std::size_t indent = 1;
    bool is_explicit = false;
    for (++offset_; !ends_word(offset_); ++offset_) {
      if (at(offset_) < '1' || at(offset_) > '9') continue;
      indent = static_cast<std::size_t>(at(offset_) - '0');
      is_explicit = true;
    }
    indent += static_cast<std::size_t>(std::max<std::int64_t>(parent_column(), 0));
    next_line();
    for (bool first = true; offset_ < text_.size(); next_line()) {
      while (at(offset_) == ' ') ++offset_;
      if (at(offset_) == '\n' || at(offset_) == '\r') continue;
      if (column() < indent) {
        offset_ = line_start_;
        return;
      }
      if (first && !is_explicit) indent = column();
      first = false;
    }
  }

  void skip_quoted() {
    const std::size_t start = offset_;
    const char quote = text_[offset_];
    for (++offset_; offset_ < text_.size(); ++offset_) {
      const char character = text_[offset_];
      if (character == '\n') line_start_ = offset_ + 1;
      if (character == '\\' && quote == '"') {
        ++offset_;
        if (at(offset_) == '\n') line_start_ = offset_ + 1;
      } else if (character == quote) {
        ++offset_;
        if (quote == '"' || at(offset_) != quote) return;
      }
    }
    fail(start, "unclosed-quote", std::string("this `") + quote + "` is never closed",
         std::string("add the closing `") + quote + "`");
  }

  /// From an opening bracket to the one that closes it.
  void scan_flow() {
    do {
      if (offset_ >= text_.size()) {
        const Bracket& bracket = brackets_.back();
        fail(bracket.offset, "unclosed-bracket",
             std::string("this `") + bracket.opening + "` is never closed",
             std::string("add the closing `") + (bracket.opening == '[' ? ']' : '}') + "`");
      }
      scan_flow_token();
    } while (!brackets_.empty());
  }

  void scan_flow_token() {
    const char character = text_[offset_];
    switch (character) {
      case '\n':
        next_line();
        return;
      case '#':
        offset_ = std::min(text_.find('\n', offset_), text_.size());
        return;
      case ' ':
      case '\t':
      case '\r':
      case ':':
        ++offset_;
        return;
      case ',':
        count_flow_entry();
        return;
      case '[':
      case '{':
        brackets_.push_back({character, offset_});
        check_depth(offset_);
        count_flow_entry();
        return;
      case ']':
      case '}':
        close_bracket();
        return;
      case '"':
      case '\'':
        skip_quoted();
        return;
      default:
        skip_flow_word();
    }
  }

  void count_flow_entry() {
    if (++num_flow_entries_ > kMaxYamlNodes) {
      fail(offset_, "too-large",
           "the file holds more than " + std::to_string(kMaxYamlNodes) + " values",
           "keep data out of configuration files");
    }
    ++offset_;
  }

  void close_bracket() {
    const char character = text_[offset_];
    const Bracket& bracket = brackets_.back();
    const char expected = bracket.opening == '[' ? ']' : '}';
    if (character != expected) {
      fail(offset_, "wrong-bracket",
           std::string("expected `") + expected + "`, got `" + character + "`",
           "close brackets in the order in which they were opened");
    }
    brackets_.pop_back();
    ++offset_;
  }

  /// Plain words, an anchor, an alias or a tag inside brackets; may go over several lines.
  void skip_flow_word() {
    for (++offset_; offset_ < text_.size() && !is_flow_mark(offset_); ++offset_) {
      if (text_[offset_] == '\n') line_start_ = offset_ + 1;
      if (text_[offset_] == ':' && (ends_word(offset_ + 1) || is_flow_mark(offset_ + 1))) return;
      if (text_[offset_] == '#' && ends_word(offset_ - 1)) return;
    }
  }

  std::string_view text_;
  const std::string& file_;
  std::size_t offset_ = 0;
  std::size_t line_start_ = 0;
  bool continues_plain_ = false;      // the last line ended within plain words
  std::vector<std::size_t> columns_;  // of the block entries around the current place
  std::vector<Bracket> brackets_;
  std::int64_t num_flow_entries_ = 0;
};

}  // namespace

void guard_yaml(std::string_view text, const std::string& file) {
  check_yaml_text(text, file);
  Guard(text, file).run();
}

}  // namespace graft
