#pragma once

#include <string>

#include "framework/model_io/mapped_file.h"
#include "framework/model_io/safetensors_header.h"
#include "graft/tensor.h"

namespace graft {

/// An open safetensors file, tensors read one at a time, so that a model never lies in memory
/// twice.
class SafetensorsReader {
 public:
  /// Opens the file and checks its whole header. Throws InputError as `read_safetensors` says.
  explicit SafetensorsReader(const std::string& path);

  const std::string& path() const { return file_.path(); }
  const SafetensorsHeader& header() const { return header_; }

  /// f32, i64, i32, u8 and bool as they are; f16, bf16 and f64 as f32. Throws InputError for other
  /// types, for boolean bytes that are neither 0 nor 1, and when the file has been cut short.
  Tensor read(const SafetensorsEntry& entry) const;
  /// Reads f32, f16, bf16 or f64 into `tensor`, f32 of the entry's shape.
  void read_floats(const SafetensorsEntry& entry, Tensor& tensor) const;

 private:
  [[noreturn]] void fail(std::string code, std::string message, std::string hint) const;
  void read_header();
  void read_bytes(const SafetensorsEntry& entry, Tensor& tensor) const;
  Tensor read_booleans(const SafetensorsEntry& entry) const;

  MappedFile file_;
  std::uint64_t data_offset_ = 0;
  SafetensorsHeader header_;
};

/// Whether `read_floats` reads this type, as a file spells it.
bool is_float_type(const std::string& dtype);

}  // namespace graft
