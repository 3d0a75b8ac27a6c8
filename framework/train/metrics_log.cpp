#include "framework/train/metrics_log.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <sstream>
#include <unistd.h>

#include "graft/error.h"
#include "graft/file.h"
#include "graft/json.h"

namespace graft {

MetricsLog::MetricsLog(const std::string& path, std::int64_t last_step) : path_(path) {
  std::string kept;
  if (last_step > 0 && std::filesystem::exists(path)) {
    std::istringstream lines(read_file(path));
    for (std::string line; std::getline(lines, line);) {
      try {
        if (parse_json(line).at("step").as_int() > last_step) break;
      } catch (const InputError&) {
        break;  // the line that a kill cut short
      }
      kept += line + '\n';
    }
  }
  write_file(path, kept);
  file_ = std::fopen(path.c_str(), "ab");
  if (file_ == nullptr) throw Error("cannot write " + path + ": " + std::strerror(errno));
}

MetricsLog::~MetricsLog() {
  if (file_ != nullptr) std::fclose(file_);
}

void MetricsLog::append(const Value& line) {
  const std::string text = write_json(line) + '\n';
  if (std::fwrite(text.data(), 1, text.size(), file_) != text.size() || std::fflush(file_) != 0) {
    throw Error("cannot write " + path_ + ": " + std::strerror(errno));
  }
}

void MetricsLog::sync() const {
  if (::fsync(::fileno(file_)) != 0) {
    throw Error("cannot sync " + path_ + ": " + std::strerror(errno));
  }
}

}  // namespace graft
