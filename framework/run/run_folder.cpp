#include "framework/run/run_folder.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <vector>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "graft/error.h"
#include "graft/file.h"
#include "graft/json.h"

namespace graft {

namespace {

namespace fs = std::filesystem;

constexpr const char* kState = "/stage.json";

std::string state_entry(const std::string& folder, const char* key) {
  if (!fs::exists(folder + kState)) return "";
  try {
    const Value state = parse_json(read_file(folder + kState), folder + kState);
    const Value* hash = state.find(key);
    return hash != nullptr && hash->is_string() ? hash->as_string() : "";
  } catch (const InputError&) {
    return "";  // a broken state means that the work is done again
  }
}

/// Removes what `write_file` had begun when it was killed.
void remove_half_written(const std::string& folder) {
  std::error_code error;
  std::vector<fs::path> files;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().filename().string().find(".tmp-") != std::string::npos) {
      files.push_back(entry->path());
    }
  }
  for (const fs::path& file : files) fs::remove(file, error);
}

void write_state(const std::string& folder, const Value& state) {
  write_file(folder + kState, write_json(state, 2) + "\n");
}

}  // namespace

std::string RunFolder::path_of(const std::string& runs, const std::string& experiment) {
  return fs::absolute(fs::path(runs) / experiment).lexically_normal().string();
}

RunFolder::RunFolder(const std::string& runs, const std::string& experiment)
    : path_(path_of(runs, experiment)) {
  std::error_code error;
  fs::create_directories(path_, error);
  if (error) {
    throw InputError(
        {Problem{path_, 0, 0, "unwritable-folder", "cannot be created: " + error.message(),
                 "choose another folder with --runs"}});
  }
  lock_ = ::open((path_ + "/.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (lock_ < 0) {
    throw InputError({Problem{path_, 0, 0, "unwritable-folder",
                              std::string("cannot be written: ") + std::strerror(errno),
                              "choose another folder with --runs"}});
  }
  if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock_);
    throw InputError({Problem{path_, 0, 0, "run-in-use", "another process runs in this folder",
                              "wait for it, or choose another folder with --runs"}});
  }
  remove_half_written(path_);
}

RunFolder::~RunFolder() {
  if (lock_ >= 0) ::close(lock_);
}

std::string RunFolder::finished_hash(const std::string& folder) {
  return state_entry(folder, "finished");
}

std::string RunFolder::begun_hash(const std::string& folder) {
  return state_entry(folder, "begun");
}

void RunFolder::begin(const std::string& folder, const std::string& hash) {
  if (begun_hash(folder) != hash) {
    fs::remove_all(folder);
    fs::create_directories(folder);
  }
  Value state;
  state.set("begun", hash);
  write_state(folder, state);
}

void RunFolder::finish(const std::string& folder, const std::string& hash) {
  Value state;
  state.set("begun", hash);
  state.set("finished", hash);
  write_state(folder, state);
}

}  // namespace graft
