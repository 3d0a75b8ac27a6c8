#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "graft/columns.h"
#include "graft/dataset_splits.h"
#include "graft/export.h"
#include "graft/roles/dataset.h"
#include "graft/row_file.h"

namespace graft {

/// A data set whose examples are the rows of files, one file a split. It keeps the files open and
/// reads a row when it is asked for.
class GRAFT_API RowDataset : public Dataset {
 public:
  using Open = std::function<std::unique_ptr<RowFile>(const std::string& path)>;

  /// `name`: of the data set, for messages. `paths`: of the files, by split. `columns`: what its
  /// columns are; it learns from all rows. Throws InputError with what is wrong in all files, up to
  /// kMostRowProblems.
  RowDataset(std::string name, const std::map<std::string, std::string>& paths, const Open& open,
             Columns columns);

  std::vector<std::string> splits() const override { return splits_.names(); }
  std::int64_t size(const std::string& split) const override { return splits_.size(split); }
  Example example(const std::string& split, std::int64_t index) const override;

 protected:
  /// A row, counted in its file.
  struct Row {
    const RowFile& file;
    std::size_t index;
  };
  /// Where an example comes from. Throws InputError for a split or an example that does not exist.
  Row row_at(const std::string& split, std::int64_t index) const;
  /// Rows from all over the training file validate; see DatasetSplits.
  void hold_out(const std::string& path, double share) { splits_.hold_out_spread(path, share); }

 private:
  Columns columns_;
  std::vector<std::unique_ptr<RowFile>> files_;  // in the order of the splits' files
  DatasetSplits splits_;
};

}  // namespace graft
