#pragma once

#include <map>
#include <string>
#include <vector>

#include "documents.h"
#include "graft/options.h"
#include "graft/roles/dataset.h"

namespace graft {

struct TextOptions {
  std::string path;
  std::string document = "file";
  double validation_share = 0.0;

  static Schema<TextOptions> schema();
};

/// Plain text in UTF-8, one column `text`. Holds the files in memory, and 16 bytes a document.
/// Throws InputError for missing files, text that is not UTF-8 (with line and column) and empty
/// ones.
class Text : public Dataset {
 public:
  explicit Text(const TextOptions& options);

  std::vector<std::string> splits() const override;
  std::int64_t size(const std::string& split) const override;
  Example example(const std::string& split, std::int64_t index) const override;

 private:
  struct Split {
    std::string file;  // key of files_
    std::vector<TextRange> documents;
  };

  void read(const std::string& split, const std::string& path, const std::string& document);
  void hold_out(double share, const std::string& document);
  const Split& split_at(const std::string& split) const;

  std::map<std::string, std::string> files_;  // content by path
  std::map<std::string, Split> splits_;
};

}  // namespace graft
