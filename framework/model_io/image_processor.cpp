#include "framework/model_io/image_processor.h"

#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <span>
#include <utility>
#include <vector>

#include "graft/error.h"
#include "graft/file.h"
#include "graft/json.h"

namespace graft {

namespace {

namespace fs = std::filesystem;

constexpr const char* kFileName = "preprocessor_config.json";
constexpr std::int64_t kBicubic = 3;  // of Pillow's filters
constexpr double kScale = 1.0 / 255.0;
constexpr double kTolerance = 1e-4;  // published files round their numbers

std::string file_of(const std::string& folder) { return (fs::path(folder) / kFileName).string(); }

/// The number in the fewest digits that give the same float.
Value shortest(float number) {
  std::array<char, 32> digits{};
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  double value = 0.0;
  std::from_chars(digits.data(), written.ptr, value);
  return value;
}

Value list_of(std::span<const float> numbers) {
  Value list = Value::list();
  for (const float number : numbers) list.push_back(shortest(number));
  return list;
}

bool is_near(const Value& value, double wanted) {
  return value.is_number() && std::abs(value.as_double() - wanted) <= kTolerance * wanted;
}

bool are_near(const Value& value, std::span<const float> wanted) {
  if (!value.is_list() || value.as_list().size() != wanted.size()) return false;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (!is_near(value.as_list()[i], static_cast<double>(wanted[i]))) return false;
  }
  return true;
}

/// A size as it is written today, a map of `keys`, or as it was, a number.
bool is_size(const Value& value, const std::vector<const char*>& keys, std::int64_t wanted) {
  if (value.is_int()) return value.as_int() == wanted;
  if (!value.is_map() || value.as_map().size() != keys.size()) return false;
  for (const char* const key : keys) {
    const Value* const side = value.find(key);
    if (side == nullptr || !side->is_int() || side->as_int() != wanted) return false;
  }
  return true;
}

Value sides(const std::vector<const char*>& keys, std::int64_t size) {
  Value map = Value::map();
  for (const char* const key : keys) map.set(key, size);
  return map;
}

/// Collects the keys that ask for something else.
class ProcessorCheck {
 public:
  explicit ProcessorCheck(const Value& config) : config_(config) {}

  void require_steps() {
    for (const char* const key : {"do_resize", "do_center_crop", "do_rescale", "do_normalize"}) {
      const Value* const step = config_.find(key);
      if (step != nullptr && !(step->is_bool() && step->as_bool())) refuse(*step, key, "true");
    }
  }

  template <typename Fits>
  void require(const char* key, const Fits& fits, const Value& wanted) {
    const Value* const value = config_.find(key);
    if (value != nullptr && !fits(*value)) refuse(*value, key, write_json(wanted));
  }

  void finish() {
    if (!problems_.empty()) throw InputError(std::move(problems_));
  }

 private:
  void refuse(const Value& value, const std::string& key, const std::string& wanted) {
    problems_.push_back(value.problem(
        "unsupported-images",
        key + ": this model's pictures are prepared with " + wanted + ", got " + write_json(value),
        "take the file that was published with this model, or remove it"));
  }

  const Value& config_;
  std::vector<Problem> problems_;
};

}  // namespace

void check_image_processor(const std::string& folder, const ImageInput& input) {
  const std::string file = file_of(folder);
  if (!fs::exists(file)) return;
  const Value config = parse_json(read_file(file), file);
  if (!config.is_map()) {
    config.fail("wrong-type", std::string("expected a map, got ") + kind_name(config.kind()));
  }
  ProcessorCheck check(config);
  check.require_steps();
  const std::vector<const char*> shorter = {"shortest_edge"};
  const std::vector<const char*> both = {"height", "width"};
  check.require(
      "size", [&](const Value& value) { return is_size(value, shorter, input.size); },
      sides(shorter, input.size));
  check.require(
      "crop_size", [&](const Value& value) { return is_size(value, both, input.size); },
      sides(both, input.size));
  check.require(
      "resample", [](const Value& value) { return value.is_int() && value.as_int() == kBicubic; },
      kBicubic);
  check.require(
      "rescale_factor", [](const Value& value) { return is_near(value, kScale); }, kScale);
  check.require(
      "image_mean", [&](const Value& value) { return are_near(value, input.mean); },
      list_of(input.mean));
  check.require(
      "image_std", [&](const Value& value) { return are_near(value, input.std); },
      list_of(input.std));
  check.finish();
}

void write_image_processor(const std::string& folder, const ImageInput& input) {
  Value config = Value::map();
  config.set("crop_size", sides({"height", "width"}, input.size));
  for (const char* const step :
       {"do_center_crop", "do_convert_rgb", "do_normalize", "do_rescale", "do_resize"}) {
    config.set(step, true);
  }
  config.set("image_mean", list_of(input.mean));
  config.set("image_processor_type", "CLIPImageProcessor");
  config.set("image_std", list_of(input.std));
  config.set("resample", kBicubic);
  config.set("rescale_factor", kScale);
  config.set("size", sides({"shortest_edge"}, input.size));
  write_file(file_of(folder), write_json(config, 2) + "\n");
}

}  // namespace graft
