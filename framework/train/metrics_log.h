#pragma once

#include <cstdint>
#include <cstdio>
#include <string>

#include "graft/value.h"

namespace graft {

/// Appends to `metrics.jsonl`, one object per logged step.
class MetricsLog {
 public:
  /// Keeps what was logged up to `last_step` and drops the rest, which a continued run logs again.
  MetricsLog(const std::string& path, std::int64_t last_step);
  ~MetricsLog();
  MetricsLog(const MetricsLog&) = delete;
  MetricsLog& operator=(const MetricsLog&) = delete;

  /// Throws Error when the line cannot be written.
  void append(const Value& line);
  /// Returns when all lines are on the disk, as a checkpoint that follows them needs. Throws Error.
  void sync() const;

 private:
  std::string path_;
  std::FILE* file_ = nullptr;
};

}  // namespace graft
