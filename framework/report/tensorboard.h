#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace graft {

/// Writes scalars that TensorBoard shows. One instance writes one new file
/// `events.out.tfevents.<seconds>.<host>` (with a number behind it where that exists already); a
/// run that continues adds a file, and TensorBoard drops what older files hold from its first step
/// on. Every record is handed to the system whole, at once. Source: the record format of
/// TensorFlow's `record_writer.h` and its `event.proto` and `summary.proto`.
class EventWriter {
 public:
  /// Creates `folder` where it is missing. Throws Error naming the path and the cause.
  explicit EventWriter(const std::string& folder);
  ~EventWriter();
  EventWriter(const EventWriter&) = delete;
  EventWriter& operator=(const EventWriter&) = delete;

  /// Appends one value, kept as a 32-bit float. Steps must not fall. Throws Error when the file
  /// cannot be written.
  void scalar(const std::string& tag, double value, std::int64_t step);

  const std::string& path() const { return path_; }

 private:
  void write_event(std::int64_t step, std::string_view payload);

  std::string path_;
  int file_ = -1;
  bool session_started_ = false;
};

}  // namespace graft
