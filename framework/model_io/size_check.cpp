#include "framework/model_io/size_check.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "graft/error.h"

namespace graft {

namespace {

/// Elements of a table of positions that is allowed beside any file: 64 MiB.
constexpr std::int64_t kSmallTable = std::int64_t{1} << 24;

}  // namespace

void check_sizes(const Value& options, const WeightFiles& files) {
  std::int64_t largest = 0;
  std::uint64_t elements = 0;
  for (const StoredTensor& stored : files.tensors()) {
    const SafetensorsEntry& entry = *stored.entry;
    if (entry.begin == entry.end) continue;  // its other sizes may be anything
    for (const std::int64_t size : entry.shape) largest = std::max(largest, size);
    elements += (entry.end - entry.begin) / safetensors_element_size(entry.dtype);
  }
  std::vector<Problem> problems;
  const auto check = [&](const char* name, std::int64_t most, const std::string& what) {
    const Value* value = options.find(name);
    if (value == nullptr || !value->is_int() || value->as_int() <= most) return;
    problems.push_back(value->problem("size-mismatch",
                                      std::string(name) + " is " + std::to_string(value->as_int()) +
                                          ", but " + files.path() + " has " + what + " " +
                                          std::to_string(most),
                                      "configuration and weights belong to different models"));
  };
  for (const char* name :
       {"hidden_size", "intermediate_size", "vocab_size", "num_heads", "head_size",
        "vision_hidden_size", "vision_intermediate_size", "patch_size"}) {
    check(name, largest, "no size over");
  }
  for (const char* name : {"num_layers", "num_decoder_layers", "vision_num_layers"}) {
    check(name, static_cast<std::int64_t>(files.tensors().size()), "only so many tensors:");
  }
  const Value* hidden_size = options.find("hidden_size");
  if (problems.empty() && hidden_size != nullptr && hidden_size->is_int() &&
      hidden_size->as_int() > 0) {
    // A model without a table of positions may have more of them than any tensor has rows.
    const std::int64_t table = std::max(kSmallTable, static_cast<std::int64_t>(elements));
    check("max_positions", std::max(largest, table / hidden_size->as_int()), "room for only");
  }
  // Patches have a stored table of positions.
  const Value* patch_size = options.find("patch_size");
  if (patch_size != nullptr && patch_size->is_int() && patch_size->as_int() > 0) {
    const auto side = static_cast<std::int64_t>(std::sqrt(static_cast<double>(largest)));
    check("image_size", (side + 1) * patch_size->as_int(), "patches enough only for");
  }
  if (!problems.empty()) throw InputError(std::move(problems));
}

}  // namespace graft
