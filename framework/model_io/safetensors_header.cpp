#include "framework/model_io/safetensors_header.h"

#include <algorithm>
#include <limits>
#include <unordered_map>

#include "framework/model_io/safetensors_header_parser.h"
#include "graft/error.h"

namespace graft {

namespace {

/// A hostile file can be wrong in a million places; nobody reads more than these.
constexpr std::size_t kMaxProblems = 100;

std::string describe(const SafetensorsEntry& entry) {
  return entry.dtype + " " + to_string(entry.shape);
}

std::string range_text(const SafetensorsEntry& entry) {
  return "[" + std::to_string(entry.begin) + ", " + std::to_string(entry.end) + ")";
}

/// Bytes that shape and type ask for; false when the number does not fit into 64 bits.
bool byte_size(const SafetensorsEntry& entry, std::uint64_t& bytes) {
  bytes = safetensors_element_size(entry.dtype);
  for (const std::int64_t size : entry.shape) {
    if (__builtin_mul_overflow(bytes, static_cast<std::uint64_t>(size), &bytes)) return false;
  }
  return bytes <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
}

class HeaderCheck {
 public:
  explicit HeaderCheck(const std::string& file) : file_(file) {}

  void duplicates(const std::vector<SafetensorsEntry>& entries) {
    std::unordered_map<std::string_view, const SafetensorsEntry*> seen;
    for (const SafetensorsEntry& entry : entries) {
      const auto [position, is_new] = seen.emplace(entry.name, &entry);
      if (is_new) continue;
      add("duplicate-tensor", "tensor \"" + entry.name + "\" is there twice: as " +
                                  describe(*position->second) + " and as " + describe(entry));
    }
  }

  void sizes(const std::vector<SafetensorsEntry>& entries) {
    for (const SafetensorsEntry& entry : entries) {
      const std::string who = "tensor \"" + entry.name + "\": ";
      std::uint64_t bytes = 0;
      if (safetensors_element_size(entry.dtype) == 0) {
        add("tensor-type", who + "unknown type " + entry.dtype);
      } else if (!byte_size(entry, bytes)) {
        add("tensor-size", who + "shape " + to_string(entry.shape) + " has more elements than fit");
      } else if (entry.begin > entry.end || entry.end - entry.begin != bytes) {
        add("tensor-size", who + describe(entry) + " takes " + std::to_string(bytes) +
                               " bytes, but its range is " + range_text(entry));
      }
    }
  }

  void ranges(const std::vector<SafetensorsEntry>& entries, std::uint64_t data_size) {
    std::uint64_t expected = 0;
    const SafetensorsEntry* before = nullptr;
    for (const SafetensorsEntry& entry : entries) {
      if (entry.begin != expected) {
        const std::string after =
            before == nullptr ? "the data begins" : "tensor \"" + before->name + "\" ends";
        add("tensor-range", "tensor \"" + entry.name + "\" has bytes " + range_text(entry) +
                                ", but " + after + " at " + std::to_string(expected) +
                                (entry.begin < expected ? ": they overlap" : ": there is a gap"));
      }
      expected = std::max(expected, entry.end);
      before = &entry;
    }
    if (expected > data_size) {
      add("truncated-file", "the tensors take " + std::to_string(expected) + " bytes, but only " +
                                std::to_string(data_size) + " are there");
    } else if (expected < data_size) {
      add("trailing-bytes", std::to_string(data_size - expected) +
                                " bytes follow the last tensor, which ends at " +
                                std::to_string(expected));
    }
  }

  void finish() {
    if (more_ > 0) problems_.back().message += " (and " + std::to_string(more_) + " more faults)";
    if (!problems_.empty()) throw InputError(std::move(problems_));
  }

 private:
  void add(std::string code, std::string message) {
    if (problems_.size() == kMaxProblems) {
      ++more_;
      return;
    }
    Problem problem;
    problem.file = file_;
    problem.code = std::move(code);
    problem.message = std::move(message);
    problem.hint = "fetch the file again";
    problems_.push_back(std::move(problem));
  }

  const std::string& file_;
  std::vector<Problem> problems_;
  std::size_t more_ = 0;
};

}  // namespace

std::uint64_t safetensors_element_size(const std::string& dtype) {
  static const std::unordered_map<std::string, std::uint64_t> sizes = {
      {"BOOL", 1}, {"U8", 1},  {"I8", 1},  {"F8_E5M2", 1}, {"F8_E4M3", 1},
      {"U16", 2},  {"I16", 2}, {"F16", 2}, {"BF16", 2},    {"U32", 4},
      {"I32", 4},  {"F32", 4}, {"U64", 8}, {"I64", 8},     {"F64", 8}};
  const auto found = sizes.find(dtype);
  return found == sizes.end() ? 0 : found->second;
}

SafetensorsHeader parse_safetensors_header(std::string_view text, std::uint64_t data_size,
                                           const std::string& file) {
  SafetensorsHeader header = read_safetensors_header_json(text, file);
  HeaderCheck check(file);
  check.duplicates(header.entries);
  check.sizes(header.entries);
  check.finish();  // ranges mean nothing while sizes are wrong
  std::stable_sort(header.entries.begin(), header.entries.end(),
                   [](const SafetensorsEntry& left, const SafetensorsEntry& right) {
                     return left.begin != right.begin ? left.begin < right.begin
                                                      : left.end < right.end;
                   });
  check.ranges(header.entries, data_size);
  check.finish();
  return header;
}

}  // namespace graft
