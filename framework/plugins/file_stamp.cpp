#include "framework/plugins/file_stamp.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace graft {
namespace {

constexpr std::chrono::nanoseconds kLongestClockStep = std::chrono::milliseconds(11);

std::int64_t nanoseconds(const timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

FileStamp stamp_of(const struct stat& status) {
  FileStamp stamp;
  stamp.device = status.st_dev;
  stamp.inode = status.st_ino;
  stamp.size = S_ISDIR(status.st_mode) ? 0 : status.st_size;
  stamp.modified_nanoseconds = nanoseconds(status.st_mtim);
  stamp.changed_nanoseconds = nanoseconds(status.st_ctim);
  return stamp;
}

std::optional<FileStamp> stamp_of(const std::string& path) {
  struct stat status;
  if (stat(path.c_str(), &status) != 0) return std::nullopt;
  return stamp_of(status);
}

std::optional<FileStamp> settled_stamp_of(const std::string& path) {
  const auto stamp = stamp_of(path);
  if (!stamp) return stamp;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto age = now - std::chrono::nanoseconds(stamp->changed_nanoseconds);
  if (age >= kLongestClockStep) return stamp;
  std::this_thread::sleep_for(
      std::min<std::chrono::nanoseconds>(kLongestClockStep - age, kLongestClockStep));
  return stamp_of(path);
}

}  // namespace graft
