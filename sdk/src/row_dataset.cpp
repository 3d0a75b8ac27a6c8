#include "graft/row_dataset.h"

#include <utility>

#include "graft/error.h"

namespace graft {

RowDataset::RowDataset(std::string name, const std::map<std::string, std::string>& paths,
                       const Open& open, Columns columns)
    : columns_(std::move(columns)), splits_(std::move(name)) {
  std::vector<Problem> problems;
  for (const auto& [split, path] : paths) {
    try {
      const RowFile& file = *files_.emplace_back(open(path));
      splits_.add(split, path, static_cast<std::int64_t>(file.size()));
      if (file.size() == 0) {
        problems.push_back({path, 0, 0, "empty-data", "holds no rows", "add some, or remove it"});
      }
      columns_.learn(file, problems);
    } catch (const InputError& error) {
      problems.insert(problems.end(), error.problems().begin(), error.problems().end());
    }
  }
  if (problems.size() > kMostRowProblems) problems.resize(kMostRowProblems);
  if (!problems.empty()) throw InputError(std::move(problems));
}

RowDataset::Row RowDataset::row_at(const std::string& split, std::int64_t index) const {
  const DatasetSplits::Place place = splits_.at(split, index);
  return {*files_[place.file], static_cast<std::size_t>(place.index)};
}

Example RowDataset::example(const std::string& split, std::int64_t index) const {
  const Row row = row_at(split, index);
  Example example = columns_.example(row.file.row(row.index));
  example.file = row.file.path();
  example.line = row.file.line(row.index);
  return example;
}

}  // namespace graft
