#pragma once

#include <memory>
#include <string>
#include <vector>

#include "graft/roles/dataset.h"

namespace graft {

/// Several datasets, one after another in every split that one of them has.
class JoinedDataset : public Dataset {
 public:
  explicit JoinedDataset(std::vector<std::unique_ptr<Dataset>> parts);

  std::vector<std::string> splits() const override;
  std::int64_t size(const std::string& split) const override;
  Example example(const std::string& split, std::int64_t index) const override;

 private:
  std::vector<std::unique_ptr<Dataset>> parts_;
};

}  // namespace graft
