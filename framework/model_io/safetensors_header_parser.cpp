#include "framework/model_io/safetensors_header_parser.h"

#include <limits>

#include <boost/json/basic_parser_impl.hpp>

#include "graft/error.h"

namespace graft {

namespace {

namespace json = boost::json;

constexpr std::string_view kMetadata = "__metadata__";
constexpr std::size_t kMaxDepth = 3;  // names, fields, shape

/// Receives the parser's events. A reader of trees would keep one of two equal names; this one
/// keeps both, for the message.
class HeaderHandler {
 public:
  static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_array_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_key_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_string_size = std::numeric_limits<std::size_t>::max();

  SafetensorsHeader header;
  std::string problem;

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }
  bool on_number_part(json::string_view, json::error_code&) { return true; }

  bool on_object_begin(json::error_code& error) {
    if (depth_ == 0) {
      depth_ = 1;
      return true;
    }
    if (depth_ != 1) return fail(error, "field \"" + field_ + "\" is a map");
    depth_ = 2;
    in_metadata_ = name_ == kMetadata;
    if (in_metadata_) return true;
    has_dtype_ = has_shape_ = has_offsets_ = false;
    header.entries.push_back(SafetensorsEntry{name_, {}, {}, 0, 0});
    return true;
  }
  bool on_object_end(std::size_t, json::error_code& error) {
    --depth_;
    if (depth_ == 0 || in_metadata_) return true;
    if (has_dtype_ && has_shape_ && has_offsets_) return true;
    return fail(error, "dtype, shape or data_offsets is missing");
  }
  bool on_array_begin(json::error_code& error) {
    const bool expected =
        depth_ == 2 && !in_metadata_ &&
        ((field_ == "shape" && !has_shape_) || (field_ == "data_offsets" && !has_offsets_));
    if (!expected) return fail(error, "a list where none belongs");
    depth_ = 3;
    numbers_ = 0;
    return true;
  }
  bool on_array_end(std::size_t, json::error_code& error) {
    depth_ = 2;
    if (field_ == "shape") {
      has_shape_ = true;
      return true;
    }
    has_offsets_ = true;
    return numbers_ == 2 || fail(error, "data_offsets needs two numbers");
  }

  bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
    text_.append(part.data(), part.size());
    return true;
  }
  bool on_key(json::string_view part, std::size_t, json::error_code&) {
    text_.append(part.data(), part.size());
    (depth_ == 1 ? name_ : field_) = std::move(text_);
    text_.clear();
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, json::error_code&) {
    text_.append(part.data(), part.size());
    return true;
  }
  bool on_string(json::string_view part, std::size_t, json::error_code& error) {
    text_.append(part.data(), part.size());
    std::string text = std::move(text_);
    text_.clear();
    if (depth_ == 2 && in_metadata_) {
      return header.metadata.emplace(field_, std::move(text)).second ||
             fail(error, "metadata \"" + field_ + "\" is there twice");
    }
    if (depth_ != 2 || field_ != "dtype" || has_dtype_) return fail(error, "a string is misplaced");
    has_dtype_ = true;
    header.entries.back().dtype = std::move(text);
    return true;
  }
  bool on_int64(std::int64_t number, json::string_view, json::error_code& error) {
    if (number < 0) return fail(error, "a negative number");
    return on_uint64(static_cast<std::uint64_t>(number), {}, error);
  }
  bool on_uint64(std::uint64_t number, json::string_view, json::error_code& error) {
    if (depth_ != 3) return fail(error, "a number is misplaced");
    SafetensorsEntry& entry = header.entries.back();
    if (field_ == "shape") {
      if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        return fail(error, "size " + std::to_string(number) + " is too large");
      }
      entry.shape.push_back(static_cast<std::int64_t>(number));
      return true;
    }
    if (numbers_ == 2) return fail(error, "data_offsets has more than two numbers");
    (numbers_++ == 0 ? entry.begin : entry.end) = number;
    return true;
  }
  bool on_double(double, json::string_view, json::error_code& error) {
    return fail(error, "a number that is no 64-bit integer");
  }
  bool on_bool(bool, json::error_code& error) { return fail(error, "a boolean is misplaced"); }
  bool on_null(json::error_code& error) { return fail(error, "a null is misplaced"); }

 private:
  bool fail(json::error_code& error, std::string what) {
    problem = (name_.empty() ? "" : "\"" + name_ + "\": ") + std::move(what);
    error = json::make_error_code(json::error::syntax);
    return false;
  }

  std::size_t depth_ = 0;
  std::size_t numbers_ = 0;
  bool in_metadata_ = false;
  bool has_dtype_ = false;
  bool has_shape_ = false;
  bool has_offsets_ = false;
  std::string name_;
  std::string field_;
  std::string text_;
};

}  // namespace

SafetensorsHeader read_safetensors_header_json(std::string_view text, const std::string& file) {
  json::parse_options options;
  options.max_depth = kMaxDepth;
  json::basic_parser<HeaderHandler> parser(options);
  json::error_code error;
  std::size_t read = 0;
  if (!text.empty() && text.front() == '{') {
    read = parser.write_some(false, text.data(), text.size(), error);
  }
  const bool rest_is_blank = text.find_first_not_of(' ', read) == std::string_view::npos;
  if (!error && parser.done() && rest_is_blank) return std::move(parser.handler().header);

  Problem problem;
  problem.file = file;
  problem.code = "safetensors-header";
  const std::string& found = parser.handler().problem;
  problem.message = "the header is no map of tensors at byte " + std::to_string(8 + read) + ": ";
  problem.message += !found.empty() ? found : error ? error.message() : "not a JSON map";
  problem.hint = "fetch the file again";
  throw InputError({std::move(problem)});
}

}  // namespace graft
