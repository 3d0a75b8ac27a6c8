#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace graft {

/// Shows on standard error how far some long work is: one live line on a terminal, a plain line
/// every ten seconds otherwise.
class Progress {
 public:
  /// `start`: units that were done before (a continued run); they do not count for the rate.
  Progress(std::string label, std::int64_t total, std::int64_t start = 0);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// `detail`: for example "loss 2.31  12,400 tokens/s".
  void update(std::int64_t done, const std::string& detail);
  /// Leaves the last line standing.
  void finish(const std::string& summary);

 private:
  using Clock = std::chrono::steady_clock;
  void print(const std::string& line, bool last);

  std::string label_;
  std::int64_t total_;
  std::int64_t start_;
  bool terminal_;
  bool line_open_ = false;
  Clock::time_point began_;
  Clock::time_point shown_;
};

/// "1:02:03", "4:05" or "17s".
std::string duration_text(double seconds);
/// "12,345".
std::string grouped(std::int64_t number);

}  // namespace graft
