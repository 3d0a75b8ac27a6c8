#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "graft/options.h"
#include "graft/roles/dataset.h"

namespace graft {

struct CountingOptions {
  std::int64_t count = 3;
  double scale = 2.0;
  std::string failure = "none";

  static Schema<CountingOptions> schema() {
    return Schema<CountingOptions>()
        .field("count", &CountingOptions::count, "number of examples", at_least(1))
        .field("scale", &CountingOptions::scale, "step from one number to the next")
        .field("failure", &CountingOptions::failure, "what the constructor throws",
               one_of({"none", "standard", "number", "graft"}));
  }
};

/// The numbers 0, scale, 2 scale … as examples.
class CountingDataset : public Dataset {
 public:
  explicit CountingDataset(const CountingOptions& options) : options_(options) {
    if (options.failure == "standard") throw std::runtime_error("out of numbers");
    if (options.failure == "number") throw 42;
    if (options.failure == "graft") throw ShapeError("numbers have no shape");
  }

  std::vector<std::string> splits() const override { return {"train"}; }
  std::int64_t size(const std::string&) const override { return options_.count; }
  Example example(const std::string&, std::int64_t index) const override {
    Example example;
    example.columns["text"] = options_.scale * static_cast<double>(index);
    return example;
  }

 private:
  CountingOptions options_;
};

}  // namespace graft
