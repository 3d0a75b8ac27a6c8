#pragma once

#include <iostream>
#include <sstream>
#include <string>

namespace graft {

/// Keeps what is written to `std::cout` while it lives.
class CapturedOutput {
 public:
  CapturedOutput() : before_(std::cout.rdbuf(buffer_.rdbuf())) {}
  ~CapturedOutput() { std::cout.rdbuf(before_); }
  CapturedOutput(const CapturedOutput&) = delete;
  CapturedOutput& operator=(const CapturedOutput&) = delete;

  std::string text() const { return buffer_.str(); }

 private:
  std::ostringstream buffer_;
  std::streambuf* before_;
};

}  // namespace graft
