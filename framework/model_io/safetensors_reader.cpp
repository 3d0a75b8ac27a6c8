#include "framework/model_io/safetensors_reader.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <utility>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "framework/model_io/float_formats.h"
#include "graft/error.h"

namespace graft {

namespace {

static_assert(std::endian::native == std::endian::little, "safetensors files are little-endian");

constexpr std::string_view kLfsPointer = "version https://git-lfs.github.com/spec/";
constexpr std::uint64_t kLengthBytes = 8;  // the header's length stands in front of it

/// Reads `count` numbers of type From in pieces and turns each into a float.
template <typename From, typename ReadBytes, typename Convert>
void read_converted(Tensor& tensor, const ReadBytes& read_bytes, const Convert& convert) {
  constexpr std::int64_t kPiece = 1 << 16;
  std::vector<From> buffer(static_cast<std::size_t>(std::min(kPiece, tensor.numel())));
  float* target = tensor.data<float>();
  for (std::int64_t begin = 0; begin < tensor.numel(); begin += kPiece) {
    const std::int64_t count = std::min(kPiece, tensor.numel() - begin);
    read_bytes(static_cast<std::uint64_t>(begin) * sizeof(From), buffer.data(),
               static_cast<std::uint64_t>(count) * sizeof(From));
    std::transform(buffer.begin(), buffer.begin() + count, target + begin, convert);
  }
}

}  // namespace

SafetensorsReader::SafetensorsReader(std::string path) : path_(std::move(path)) {
  // Without O_NONBLOCK a pipe of that name would block for ever.
  file_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file_ < 0) {
    fail("file-unreadable", std::string("cannot be read: ") + std::strerror(errno),
         "check the path and who may read it");
  }
  try {
    read_header();
  } catch (...) {
    ::close(file_);
    throw;
  }
}

SafetensorsReader::~SafetensorsReader() { ::close(file_); }

void SafetensorsReader::fail(std::string code, std::string message, std::string hint) const {
  Problem problem;
  problem.file = path_;
  problem.code = std::move(code);
  problem.message = std::move(message);
  problem.hint = std::move(hint);
  throw InputError({std::move(problem)});
}

void SafetensorsReader::read_header() {
  struct stat status = {};
  if (::fstat(file_, &status) != 0 || !S_ISREG(status.st_mode)) {
    fail("file-unreadable", "is not a regular file", "check the path");
  }
  const auto file_size = static_cast<std::uint64_t>(status.st_size);
  std::string start(
      static_cast<std::size_t>(std::min<std::uint64_t>(kLfsPointer.size(), file_size)), '\0');
  read_bytes(0, start.data(), start.size());
  if (start == kLfsPointer) {
    fail("git-lfs-pointer", "is a Git-LFS pointer, not the weights",
         "run `git lfs pull` in the repository it comes from");
  }
  if (file_size < kLengthBytes) {
    fail("safetensors-header", "has " + std::to_string(file_size) + " bytes, fewer than a header",
         "fetch the file again");
  }
  std::uint64_t length = 0;
  read_bytes(0, &length, kLengthBytes);
  if (length > kMaxSafetensorsHeader || length > file_size - kLengthBytes) {
    fail("safetensors-header",
         "claims a header of " + std::to_string(length) + " bytes; the file has " +
             std::to_string(file_size) + " and a header at most " +
             std::to_string(kMaxSafetensorsHeader),
         "this is no safetensors file, or it is cut short: fetch it again");
  }
  std::string text(static_cast<std::size_t>(length), '\0');
  read_bytes(kLengthBytes, text.data(), length);
  data_offset_ = kLengthBytes + length;
  header_ = parse_safetensors_header(text, file_size - data_offset_, path_);
}

void SafetensorsReader::read_bytes(std::uint64_t offset, void* bytes, std::uint64_t count) const {
  auto* target = static_cast<char*>(bytes);
  while (count > 0) {
    const ssize_t done = ::pread(file_, target, count, static_cast<off_t>(offset));
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) {
      fail("file-unreadable", std::string("cannot be read: ") + std::strerror(errno),
           "check the disk");
    }
    if (done == 0) {
      fail("truncated-file", "ends at byte " + std::to_string(offset) + " while it is being read",
           "another program changes it; fetch it again");
    }
    target += done;
    offset += static_cast<std::uint64_t>(done);
    count -= static_cast<std::uint64_t>(done);
  }
}

Tensor SafetensorsReader::read(const SafetensorsEntry& entry) const {
  const auto read_at = [&](std::uint64_t offset, void* bytes, std::uint64_t count) {
    read_bytes(data_offset_ + entry.begin + offset, bytes, count);
  };
  const auto plain = [&](DType dtype) {
    Tensor tensor(entry.shape, dtype);
    read_at(0, tensor.raw_data(), static_cast<std::uint64_t>(tensor.bytes()));
    return tensor;
  };
  const std::string& dtype = entry.dtype;
  if (dtype == "F32") return plain(DType::kFloat32);
  if (dtype == "I64") return plain(DType::kInt64);
  if (dtype == "I32") return plain(DType::kInt32);
  if (dtype == "U8") return plain(DType::kUInt8);
  if (dtype == "BOOL") {
    const Tensor bytes = plain(DType::kUInt8);
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

  Tensor tensor;
  if (dtype == "F16") {
    tensor = Tensor(entry.shape);
    read_converted<std::uint16_t>(tensor, read_at, float_from_half);
  } else if (dtype == "BF16") {
    tensor = Tensor(entry.shape);
    read_converted<std::uint16_t>(tensor, read_at, float_from_bfloat16);
  } else if (dtype == "F64") {
    tensor = Tensor(entry.shape);
    read_converted<double>(tensor, read_at, [](double value) { return static_cast<float>(value); });
  } else {
    fail("tensor-type", "tensor \"" + entry.name + "\" has type " + dtype + ", which is not read",
         "store it as F32, F16, BF16, F64, I64, I32, U8 or BOOL");
  }
  return tensor;
}

}  // namespace graft
