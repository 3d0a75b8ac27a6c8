#include "framework/report/tensorboard.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <fcntl.h>
#include <unistd.h>

#include "framework/report/crc32c.h"
#include "graft/error.h"

namespace graft {
namespace {

// Field numbers of event.proto and summary.proto.
constexpr int kEventWallTime = 1;
constexpr int kEventStep = 2;
constexpr int kEventFileVersion = 3;
constexpr int kEventSummary = 5;
constexpr int kEventSessionLog = 7;
constexpr int kSummaryValue = 1;
constexpr int kValueTag = 1;
constexpr int kValueSimpleValue = 2;
constexpr int kSessionLogStatus = 1;
constexpr std::uint64_t kSessionStart = 1;

// Wire types of protocol buffers.
enum class Wire { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

template <typename T>
std::string little_endian(T value) {
  std::string bytes(sizeof(T), '\0');
  for (std::size_t i = 0; i < sizeof(T); ++i) bytes[i] = static_cast<char>(value >> (8 * i));
  return bytes;
}

std::string varint(std::uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(value | 0x80);
  bytes += static_cast<char>(value);
  return bytes;
}

std::string key(int field, Wire wire) {
  return varint(static_cast<std::uint64_t>(field) << 3 | static_cast<std::uint64_t>(wire));
}

std::string varint_field(int field, std::uint64_t value) {
  return key(field, Wire::kVarint) + varint(value);
}

std::string bytes_field(int field, std::string_view value) {
  return key(field, Wire::kBytes) + varint(value.size()) + std::string(value);
}

std::string double_field(int field, double value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof(bits));
  return key(field, Wire::kFixed64) + little_endian(bits);
}

std::string float_field(int field, float value) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof(bits));
  return key(field, Wire::kFixed32) + little_endian(bits);
}

// A checksum over data that may itself hold checksums: rotated and shifted, as the format asks.
std::uint32_t masked_checksum(std::string_view bytes) {
  const std::uint32_t checksum = crc32c(bytes);
  return (checksum >> 15 | checksum << 17) + 0xa282ead8u;
}

// length [8], checksum of length [4], data [length], checksum of data [4]
std::string framed(std::string_view data) {
  const std::string length = little_endian(static_cast<std::uint64_t>(data.size()));
  return length + little_endian(masked_checksum(length)) + std::string(data) +
         little_endian(masked_checksum(data));
}

std::string host_name() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return "localhost";
  std::string host(name.data());
  for (char& letter : host) {
    if (letter == '/') letter = '-';
  }
  return host;
}

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

[[noreturn]] void fail(const std::string& path, int code) {
  throw Error(path + ": cannot write TensorBoard events: " + std::generic_category().message(code) +
              ". Check free space and permissions.");
}

}  // namespace

EventWriter::EventWriter(const std::string& folder) {
  std::error_code code;
  std::filesystem::create_directories(folder, code);
  if (code) fail(folder, code.value());

  const std::string base = folder + "/events.out.tfevents." +
                           std::to_string(static_cast<std::int64_t>(seconds_now())) + "." +
                           host_name();
  path_ = base;
  for (int attempt = 1; file_ < 0; ++attempt) {
    file_ = open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
    if (file_ < 0 && errno != EEXIST) fail(path_, errno);
    if (file_ < 0) path_ = base + "." + std::to_string(attempt);
  }
  try {
    write_event(0, bytes_field(kEventFileVersion, "brain.Event:2"));
  } catch (...) {
    close(file_);
    throw;
  }
}

EventWriter::~EventWriter() {
  if (file_ >= 0) close(file_);
}

void EventWriter::scalar(const std::string& tag, double value, std::int64_t step) {
  if (!session_started_) {
    write_event(step,
                bytes_field(kEventSessionLog, varint_field(kSessionLogStatus, kSessionStart)));
    session_started_ = true;
  }
  write_event(step,
              bytes_field(kEventSummary,
                          bytes_field(kSummaryValue, bytes_field(kValueTag, tag) +
                                                         float_field(kValueSimpleValue,
                                                                     static_cast<float>(value)))));
}

void EventWriter::write_event(std::int64_t step, std::string_view payload) {
  std::string event = double_field(kEventWallTime, seconds_now());
  if (step != 0) event += varint_field(kEventStep, static_cast<std::uint64_t>(step));
  event += payload;
  const std::string record = framed(event);

  std::string_view rest = record;
  while (!rest.empty()) {
    const ssize_t written = write(file_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(path_, errno);
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace graft
