#pragma once

namespace graft {

/// Records ops on this thread while it lives, even where a NoGradient is around it: what an op's
/// gradient passes again, to differentiate it.
class Recording {
 public:
  Recording();
  ~Recording();
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;

 private:
  bool before_;
};

}  // namespace graft
