#include "framework/model_io/safetensors_reader.h"

#include <algorithm>
#include <bit>
#include <string_view>
#include <utility>
#include <vector>

#include "framework/model_io/float_formats.h"
#include "graft/error.h"

namespace graft {

namespace {

static_assert(std::endian::native == std::endian::little, "safetensors files are little-endian");

constexpr std::string_view kLfsPointer = "version https://git-lfs.github.com/spec/";
constexpr std::uint64_t kLengthBytes = 8;  // the header's length stands in front of it

/// Reads numbers of type From, which begin at `offset`, in pieces and turns each into a float.
template <typename From, typename Convert>
void read_converted(const MappedFile& file, std::uint64_t offset, Tensor& tensor,
                    const Convert& convert) {
  constexpr std::int64_t kPiece = 1 << 18;
  std::vector<From> buffer(static_cast<std::size_t>(std::min(kPiece, tensor.numel())));
  float* target = tensor.data<float>();
  for (std::int64_t begin = 0; begin < tensor.numel(); begin += kPiece) {
    const std::int64_t count = std::min(kPiece, tensor.numel() - begin);
    file.copy(offset + static_cast<std::uint64_t>(begin) * sizeof(From), buffer.data(),
              static_cast<std::uint64_t>(count) * sizeof(From));
    std::transform(buffer.begin(), buffer.begin() + count, target + begin, convert);
  }
}

}  // namespace

bool is_float_type(const std::string& dtype) {
  return dtype == "F32" || dtype == "F16" || dtype == "BF16" || dtype == "F64";
}

SafetensorsReader::SafetensorsReader(const std::string& path) : file_(path) { read_header(); }

void SafetensorsReader::fail(std::string code, std::string message, std::string hint) const {
  throw InputError({Problem{path(), 0, 0, std::move(code), std::move(message), std::move(hint)}});
}

void SafetensorsReader::read_header() {
  const std::uint64_t file_size = file_.size();
  std::string start(
      static_cast<std::size_t>(std::min<std::uint64_t>(kLfsPointer.size(), file_size)), '\0');
  file_.copy(0, start.data(), start.size());
  if (start == kLfsPointer) {
    fail("git-lfs-pointer", "is a Git-LFS pointer, not the weights",
         "run `git lfs pull` in the repository it comes from");
  }
  if (file_size < kLengthBytes) {
    fail("safetensors-header", "has " + std::to_string(file_size) + " bytes, fewer than a header",
         "fetch the file again");
  }
  std::uint64_t length = 0;
  file_.copy(0, &length, kLengthBytes);
  if (length > kMaxSafetensorsHeader || length > file_size - kLengthBytes) {
    fail("safetensors-header",
         "claims a header of " + std::to_string(length) + " bytes; the file has " +
             std::to_string(file_size) + " and a header at most " +
             std::to_string(kMaxSafetensorsHeader),
         "this is no safetensors file, or it is cut short: fetch it again");
  }
  std::string text(static_cast<std::size_t>(length), '\0');
  file_.copy(kLengthBytes, text.data(), length);
  data_offset_ = kLengthBytes + length;
  header_ = parse_safetensors_header(text, file_size - data_offset_, path());
}

void SafetensorsReader::read_bytes(const SafetensorsEntry& entry, Tensor& tensor) const {
  file_.copy(data_offset_ + entry.begin, tensor.raw_data(),
             static_cast<std::uint64_t>(tensor.bytes()));
}

void SafetensorsReader::read_floats(const SafetensorsEntry& entry, Tensor& tensor) const {
  const std::uint64_t offset = data_offset_ + entry.begin;
  if (entry.dtype == "F32") {
    read_bytes(entry, tensor);
  } else if (entry.dtype == "F16") {
    read_converted<std::uint16_t>(file_, offset, tensor, float_from_half);
  } else if (entry.dtype == "BF16") {
    read_converted<std::uint16_t>(file_, offset, tensor, float_from_bfloat16);
  } else {
    read_converted<double>(file_, offset, tensor,
                           [](double value) { return static_cast<float>(value); });
  }
}

Tensor SafetensorsReader::read_booleans(const SafetensorsEntry& entry) const {
  Tensor bytes(entry.shape, DType::kUInt8);
  read_bytes(entry, bytes);
  const std::uint8_t* begin = bytes.data<std::uint8_t>();
  Tensor tensor(entry.shape, DType::kBool);
  for (std::int64_t i = 0; i < bytes.numel(); ++i) {
    if (begin[i] > 1) {
      fail("tensor-value",
           "tensor \"" + entry.name + "\": byte " + std::to_string(begin[i]) + " is no boolean",
           "store it as U8");
    }
    tensor.data<bool>()[i] = begin[i] == 1;
  }
  return tensor;
}

Tensor SafetensorsReader::read(const SafetensorsEntry& entry) const {
  const std::string& dtype = entry.dtype;
  if (dtype == "BOOL") return read_booleans(entry);
  if (is_float_type(dtype)) {
    Tensor tensor(entry.shape);
    read_floats(entry, tensor);
    return tensor;
  }
  const std::pair<const char*, DType> integer_types[] = {
      {"I64", DType::kInt64}, {"I32", DType::kInt32}, {"U8", DType::kUInt8}};
  for (const auto& [name, type] : integer_types) {
    if (dtype != name) continue;
    Tensor tensor(entry.shape, type);
    read_bytes(entry, tensor);
    return tensor;
  }
  fail("tensor-type", "tensor \"" + entry.name + "\" has type " + dtype + ", which is not read",
       "store it as F32, F16, BF16, F64, I64, I32, U8 or BOOL");
}

}  // namespace graft
