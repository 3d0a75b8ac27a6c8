#include "graft/image.h"

#include <string>
#include <string_view>

#include "graft/error.h"
#include "graft/file.h"
#include "image_jpeg.h"
#include "image_orientation.h"
#include "image_png.h"
#include "image_problem.h"

namespace graft {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view kPng = "\x89PNG"sv;  // the rest of its eight bytes finds bad transfers
constexpr std::string_view kJpeg = "\xff\xd8\xff"sv;
constexpr std::size_t kSignatureBytes = 64;

/// What a file may be instead.
struct Signature {
  std::size_t offset;
  std::string_view bytes;
  const char* what;
};

constexpr Signature kSignatures[] = {
    {0, "GIF8"sv, "a GIF picture"},        {8, "WEBP"sv, "a WebP picture"},
    {4, "ftypavi"sv, "an AVIF picture"},   {4, "ftyphei"sv, "a HEIC picture"},
    {4, "ftyphev"sv, "a HEIC picture"},    {4, "ftypmif1"sv, "a HEIF picture"},
    {0, "BM"sv, "a BMP picture"},          {0, "II*\0"sv, "a TIFF picture"},
    {0, "MM\0*"sv, "a TIFF picture"},      {4, "jP  "sv, "a JPEG 2000 picture"},
    {4, "JXL "sv, "a JPEG XL picture"},    {0, "\xff\x0a"sv, "a JPEG XL picture"},
    {0, "\0\0\1\0"sv, "an icon"},          {0, "8BPS"sv, "a Photoshop document"},
    {0, "%PDF"sv, "a PDF document"},       {0, "<svg"sv, "an SVG picture"},
    {0, "<?xml"sv, "an XML document"},     {0, "<!DOCTYPE html"sv, "a web page"},
    {0, "<!doctype html"sv, "a web page"}, {0, "<html"sv, "a web page"},
};

bool is_at(std::string_view bytes, std::size_t offset, std::string_view part) {
  return bytes.size() >= offset && bytes.substr(offset, part.size()) == part;
}

bool is_image(std::string_view bytes) {
  return bytes.starts_with(kPng) || bytes.starts_with(kJpeg);
}

[[noreturn]] void refuse_format(std::string_view bytes, const std::string& file) {
  if (bytes.empty()) refuse_image(file, "is empty");
  if (bytes.starts_with("version https://git-lfs")) {
    refuse_image(file, "is a pointer of Git LFS, expected PNG or JPEG", "run git lfs pull");
  }
  for (const Signature& signature : kSignatures) {
    if (!is_at(bytes, signature.offset, signature.bytes)) continue;
    refuse_image(file, std::string("is ") + signature.what + ", expected PNG or JPEG",
                 "convert it to one of them");
  }
  refuse_image(file, "is no PNG or JPEG picture");
}

}  // namespace

Tensor decode_image(std::string_view bytes, const std::string& file, const ImageOptions& options) {
  if (!is_image(bytes)) refuse_format(bytes, file);
  const DecodedImage decoded = bytes.starts_with(kPng) ? decode_png(bytes, file, options)
                                                       : decode_jpeg(bytes, file, options);
  return oriented(decoded.pixels, decoded.orientation);
}

Tensor read_image(const std::string& path, const ImageOptions& options) {
  return decode_image(read_file(path), path, options);
}

void require_image_file(const std::string& path) {
  const std::string bytes = read_file_start(path, kSignatureBytes);
  if (!is_image(bytes)) refuse_format(bytes, path);
}

}  // namespace graft
