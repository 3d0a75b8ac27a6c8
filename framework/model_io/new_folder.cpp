#include "framework/model_io/new_folder.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fcntl.h>
#include <unistd.h>

#include "graft/error.h"

namespace graft {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& what, const std::string& path) {
  throw Error("cannot " + what + " " + path + ": " + std::strerror(errno));
}

void sync_folder(const std::string& path) {
  const int folder = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool is_synced = folder >= 0 && ::fsync(folder) == 0;
  const int error = errno;
  if (folder >= 0) ::close(folder);
  errno = error;
  if (!is_synced) fail("sync folder", path);
}

}  // namespace

NewFolder::NewFolder(const std::string& path) {
  fs::path target = fs::weakly_canonical(fs::absolute(path));
  if (!target.has_filename()) target = target.parent_path();
  if (fs::exists(target) && !(fs::is_directory(target) && fs::is_empty(target))) {
    throw InputError({Problem{path, 0, 0, "output-exists",
                              fs::is_directory(target) ? "is a folder that is not empty"
                                                       : "is a file, expected a new folder",
                              "name a new folder"}});
  }
  target_ = target.string();
  temporary_ = target_ + ".tmp-" + std::to_string(::getpid());
  std::error_code error;
  fs::remove_all(temporary_, error);
  fs::create_directories(temporary_, error);
  if (error) {
    throw InputError(
        {Problem{path, 0, 0, "cannot-create", "the folder cannot be created: " + error.message(),
                 "name a folder in a place that you may write to"}});
  }
}

NewFolder::~NewFolder() {
  std::error_code ignored;
  if (!temporary_.empty()) fs::remove_all(temporary_, ignored);
}

void NewFolder::finish() {
  sync_folder(temporary_);
  if (std::rename(temporary_.c_str(), target_.c_str()) != 0) fail("create", target_);
  temporary_.clear();
  sync_folder(fs::path(target_).parent_path().string());
}

}  // namespace graft
