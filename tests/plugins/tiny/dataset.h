#pragma once

#include <string>
#include <utility>
#include <vector>

#include "graft/error.h"
#include "graft/options.h"
#include "graft/random.h"
#include "graft/roles/dataset.h"

namespace graft {

struct LinesOptions {
  std::int64_t size = 60;
  std::string path;
  std::string up = "up";
  std::string down = "down";

  static Schema<LinesOptions> schema() {
    return Schema<LinesOptions>()
        .field("size", &LinesOptions::size, "training examples", at_least(2))
        .field("path", &LinesOptions::path, "a file that is only looked for", graft::path())
        .field("up", &LinesOptions::up, "the label of lines with a u")
        .field("down", &LinesOptions::down, "the label of lines with a d");
  }
};

/// Lines of the letters a, b and u, which are `up`, or a, b and d, which are `down`. For tests of
/// the host.
class Lines : public Dataset {
 public:
  explicit Lines(LinesOptions options) : options_(std::move(options)) {}

  std::vector<std::string> splits() const override { return {"train", "validation", "test"}; }
  std::int64_t size(const std::string& split) const override {
    return split == "train" ? options_.size : 20;
  }
  Example example(const std::string& split, std::int64_t index) const override {
    if (index < 0 || index >= size(split)) throw InputError("out-of-range", "no such example");
    Rng rng(static_cast<std::uint64_t>(index), split.size());
    const bool up = index % 2 == 0;
    const char letters[] = {'a', 'b', up ? 'u' : 'd'};
    std::string text;
    for (int i = 0; i < 6; ++i) text += letters[rng.below(3)];
    text += letters[2];
    return {{{"text", text}, {"label", up ? options_.up : options_.down}}};
  }

 private:
  LinesOptions options_;
};

}  // namespace graft
