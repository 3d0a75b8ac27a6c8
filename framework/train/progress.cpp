#include "framework/train/progress.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>
#include <sys/ioctl.h>
#include <unistd.h>

namespace graft {

namespace {

constexpr std::chrono::milliseconds kLiveInterval{200};
constexpr std::chrono::seconds kPlainInterval{10};
constexpr double kLeastToJudge = 2.0;  // seconds

std::size_t terminal_width() {
  winsize size = {};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

}  // namespace

Progress::Progress(std::string label, std::int64_t total, std::int64_t start)
    : label_(std::move(label)),
      total_(total),
      start_(start),
      terminal_(isatty(STDERR_FILENO) != 0),
      began_(Clock::now()),
      shown_(began_ - std::chrono::hours(1)) {}

Progress::~Progress() {
  if (line_open_) std::fputc('\n', stderr);
}

void Progress::print(const std::string& line, bool last) {
  if (!terminal_) {
    std::fprintf(stderr, "%s\n", line.c_str());
    return;
  }
  std::fprintf(stderr, "\r\033[K%s", line.substr(0, terminal_width() - 1).c_str());
  line_open_ = !last;
  if (last) std::fputc('\n', stderr);
  std::fflush(stderr);
}

void Progress::update(std::int64_t done, const std::string& detail) {
  const Clock::time_point now = Clock::now();
  const auto interval = terminal_ ? std::chrono::duration_cast<Clock::duration>(kLiveInterval)
                                  : std::chrono::duration_cast<Clock::duration>(kPlainInterval);
  if (now - shown_ < interval) return;
  shown_ = now;
  const double seconds = std::chrono::duration<double>(now - began_).count();
  std::string line = label_ + "  " + grouped(done) + "/" + grouped(total_);
  if (!detail.empty()) line += "  " + detail;
  // The first steps take longer and say nothing about the others.
  if (done > start_ && done < total_ && seconds >= kLeastToJudge) {
    const double each = seconds / static_cast<double>(done - start_);
    line += "  " + duration_text(each * static_cast<double>(total_ - done)) + " left";
  }
  print(line, false);
}

void Progress::finish(const std::string& summary) {
  const double seconds = std::chrono::duration<double>(Clock::now() - began_).count();
  print(label_ + "  " + summary + "  in " + duration_text(seconds), true);
}

std::string duration_text(double seconds) {
  const auto whole = std::llround(std::max(0.0, seconds));
  char text[48];
  if (whole < 60) {
    std::snprintf(text, sizeof text, "%llds", whole);
  } else if (whole < 3600) {
    std::snprintf(text, sizeof text, "%lld:%02lld", whole / 60, whole % 60);
  } else {
    std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60,
                  whole % 60);
  }
  return text;
}

std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  for (std::ptrdiff_t i = static_cast<std::ptrdiff_t>(digits.size()) - 3; i > (number < 0 ? 1 : 0);
       i -= 3) {
    digits.insert(static_cast<std::size_t>(i), ",");
  }
  return digits;
}

}  // namespace graft
