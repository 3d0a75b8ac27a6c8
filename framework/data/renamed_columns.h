#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "graft/roles/dataset.h"

namespace graft {

/// A dataset some columns of which have other names.
class RenamedColumns : public Dataset {
 public:
  /// Column `from[k]` is called `to[k]`. Of one that had this name before nothing is left.
  RenamedColumns(std::unique_ptr<Dataset> dataset, std::vector<std::string> from,
                 std::vector<std::string> to);

  std::vector<std::string> splits() const override { return dataset_->splits(); }
  std::int64_t size(const std::string& split) const override { return dataset_->size(split); }
  /// Throws InputError where the example lacks one of the columns.
  Example example(const std::string& split, std::int64_t index) const override;

 private:
  std::unique_ptr<Dataset> dataset_;
  std::vector<std::string> from_;
  std::vector<std::string> to_;
};

}  // namespace graft
