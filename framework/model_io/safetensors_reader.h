#pragma once

#include <string>
#include <vector>

#include "framework/model_io/safetensors_header.h"
#include "graft/tensor.h"

namespace graft {

/// An open safetensors file, tensors read one at a time, so that a model never lies in memory
/// twice. The file is read, not mapped: one that is cut short meanwhile is an error.
class SafetensorsReader {
 public:
  /// Opens the file and checks its whole header. Throws InputError as `read_safetensors` says.
  explicit SafetensorsReader(std::string path);
  ~SafetensorsReader();
  SafetensorsReader(const SafetensorsReader&) = delete;
  SafetensorsReader& operator=(const SafetensorsReader&) = delete;

  const std::string& path() const { return path_; }
  const SafetensorsHeader& header() const { return header_; }

  /// f32, i64, i32, u8 and bool as they are; f16, bf16 and f64 as f32. Throws InputError for other
  /// types and for boolean bytes that are neither 0 nor 1.
  Tensor read(const SafetensorsEntry& entry) const;

 private:
  [[noreturn]] void fail(std::string code, std::string message, std::string hint) const;
  void read_header();
  void read_bytes(std::uint64_t offset, void* bytes, std::uint64_t count) const;

  std::string path_;
  int file_ = -1;
  std::uint64_t data_offset_ = 0;
  SafetensorsHeader header_;
};

}  // namespace graft
