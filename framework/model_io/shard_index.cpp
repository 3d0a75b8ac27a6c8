#include "framework/model_io/shard_index.h"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <set>

#include <boost/json/basic_parser_impl.hpp>

#include "graft/error.h"
#include "graft/utf8.h"

namespace graft {

namespace {

namespace json = boost::json;

constexpr std::string_view kWeightMap = "weight_map";
constexpr std::string_view kMetadata = "metadata";
constexpr std::string_view kSuffix = ".safetensors";
constexpr std::size_t kMaxDepth = 32;

/// What is wrong with a shard's name; empty: nothing.
std::string fault_of_name(const std::string& name) {
  const std::filesystem::path path(name);
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::any_of(name.begin(), name.end(), is_control)) return "has control characters";
  if (path.is_absolute()) return "is an absolute path";
  if (std::find(path.begin(), path.end(), "..") != path.end()) return "leads out of the folder";
  if (!name.ends_with(kSuffix)) return "is no safetensors file";
  return "";
}

/// Receives the parser's events; a tree of a hostile index would take many times its size.
class IndexHandler {
 public:
  static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_array_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_key_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_string_size = std::numeric_limits<std::size_t>::max();

  ShardIndex index;
  bool has_weight_map = false;
  std::string problem;

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }
  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t, json::string_view, json::error_code& error) { return other(error); }
  bool on_uint64(std::uint64_t, json::string_view, json::error_code& error) { return other(error); }
  bool on_double(double, json::string_view, json::error_code& error) { return other(error); }
  bool on_bool(bool, json::error_code& error) { return other(error); }
  bool on_null(json::error_code& error) { return other(error); }

  bool on_object_begin(json::error_code& error) {
    if (depth_ == 2 && in_weight_map_) return other(error);
    if (depth_ == 1) in_weight_map_ = key_ == kWeightMap;
    ++depth_;
    return true;
  }
  bool on_object_end(std::size_t, json::error_code&) {
    --depth_;
    if (depth_ == 1) in_weight_map_ = false;
    return true;
  }
  bool on_array_begin(json::error_code& error) {
    if (depth_ == 0) return fail(error, "expected a map");
    if (!other(error)) return false;
    ++depth_;
    return true;
  }
  bool on_array_end(std::size_t, json::error_code&) {
    --depth_;
    return true;
  }

  bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
    text_.append(part.data(), part.size());
    return true;
  }
  bool on_key(json::string_view part, std::size_t, json::error_code& error) {
    text_.append(part.data(), part.size());
    key_ = std::move(text_);
    text_.clear();
    if (depth_ == 1) {
      if (!keys_.insert(key_).second) return fail(error, "the key \"" + key_ + "\" appears twice");
      has_weight_map = has_weight_map || key_ == kWeightMap;
    } else if (in_weight_map_ && index.weight_map.contains(key_)) {
      return fail(error, "the tensor \"" + key_ + "\" appears twice");
    }
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, json::error_code&) {
    text_.append(part.data(), part.size());
    return true;
  }
  bool on_string(json::string_view part, std::size_t, json::error_code& error) {
    text_.append(part.data(), part.size());
    const std::string text = std::move(text_);
    text_.clear();
    return in_weight_map_ ? add(text, error) : other(error);
  }

 private:
  bool add(const std::string& shard, json::error_code& error) {
    auto found = places_.find(shard);
    if (found == places_.end()) {
      const std::string fault = fault_of_name(shard);
      if (!fault.empty()) {
        return fail(error, "tensor \"" + key_ + "\" is said to be in \"" + shard + "\", which " +
                               fault + " and is not opened");
      }
      found = places_.emplace(shard, index.shards.size()).first;
      index.shards.push_back(shard);
    }
    index.weight_map.emplace(key_, found->second);
    return true;
  }

  /// A value that is neither a map nor the name of a shard.
  bool other(json::error_code& error) {
    if (depth_ == 0) return fail(error, "expected a map");
    if (in_weight_map_) return fail(error, "tensor \"" + key_ + "\": expected the name of a file");
    const bool is_map = depth_ == 1 && (key_ == kWeightMap || key_ == kMetadata);
    return is_map ? fail(error, key_ + ": expected a map") : true;
  }

  bool fail(json::error_code& error, std::string what) {
    problem = std::move(what);
    error = json::make_error_code(json::error::syntax);
    return false;
  }

  std::size_t depth_ = 0;
  bool in_weight_map_ = false;
  std::string key_;
  std::string text_;
  std::set<std::string> keys_;
  std::map<std::string, std::size_t> places_;
};

[[noreturn]] void fail_at(std::string_view text, std::size_t offset, const std::string& file,
                          std::string message) {
  const std::string_view before = text.substr(0, offset);
  const auto begins_character = [](char c) { return !continues_character(c); };
  const std::string_view line = before.substr(before.rfind('\n') + 1);  // npos + 1 == 0
  Problem problem{file, 0, 0, "bad-index", std::move(message), "fetch the index again"};
  problem.line = 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
  problem.column = 1 + static_cast<int>(std::count_if(line.begin(), line.end(), begins_character));
  throw InputError({std::move(problem)});
}

}  // namespace

ShardIndex parse_shard_index(std::string_view text, const std::string& file) {
  json::parse_options options;
  options.max_depth = kMaxDepth;
  json::basic_parser<IndexHandler> parser(options);
  json::error_code error;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
  IndexHandler& handler = parser.handler();
  if (error) {
    const bool is_known = !handler.problem.empty();
    fail_at(text, used, file, is_known ? handler.problem : "not valid JSON: " + error.message());
  }
  const std::size_t rest = text.find_first_not_of(" \t\r\n", used);
  if (rest != std::string_view::npos) fail_at(text, rest, file, "text after the end");
  if (!handler.has_weight_map || handler.index.weight_map.empty()) {
    throw InputError({Problem{
        file, 0, 0, "bad-index",
        handler.has_weight_map ? "its weight_map names no tensor" : "`weight_map` is missing",
        "is this the index of a model?"}});
  }
  return std::move(handler.index);
}

}  // namespace graft
