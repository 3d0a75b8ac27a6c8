#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graft/roles/dataset.h"
#include "options.h"
#include "tasks.h"

namespace graft {

class SmallWorld final : public Dataset {
 public:
  explicit SmallWorld(const SmallWorldOptions& options);

  std::vector<std::string> splits() const override;
  std::int64_t size(const std::string& split) const override;
  Example example(const std::string& split, std::int64_t index) const override;

 private:
  TaskSource source_;
  MakeExample make_example_;
  std::uint64_t seed_;  // of this task's examples
  std::int64_t train_size_;
  std::int64_t validation_size_;
  std::int64_t test_size_;
};

}  // namespace graft
