#pragma once

#include <string>

namespace graft {

/// A folder that appears whole or not at all: it is filled under another name beside its own, and
/// gets its own when all is there. What was not finished is removed.
class NewFolder {
 public:
  /// Throws InputError when `path` is already there and is not an empty folder.
  explicit NewFolder(const std::string& path);
  ~NewFolder();
  NewFolder(const NewFolder&) = delete;
  NewFolder& operator=(const NewFolder&) = delete;

  /// Where to write meanwhile.
  const std::string& path() const { return temporary_; }
  /// Gives the folder its name. Throws Error when that fails.
  void finish();

 private:
  std::string target_;
  std::string temporary_;
};

}  // namespace graft
