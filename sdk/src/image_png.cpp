#include <csetjmp>
#include <cstring>
#include <string>
#include <vector>

#include <png.h>

#include "graft/error.h"
#include "graft/file.h"
#include "graft/image.h"

namespace graft {

namespace {

/// What the library works on. It leaves by longjmp, so nothing here owns anything that a jump would
/// leave behind.
struct Reading {
  const unsigned char* next = nullptr;
  std::size_t left = 0;
  std::jmp_buf failed;
  char message[256] = {};
};

void on_error(png_structp png, png_const_charp message) {
  auto* const reading = static_cast<Reading*>(png_get_error_ptr(png));
  std::strncpy(reading->message, message, sizeof reading->message - 1);
  std::longjmp(reading->failed, 1);
}

void on_warning(png_structp, png_const_charp) {}

void on_read(png_structp png, png_bytep to, png_size_t count) {
  auto* const reading = static_cast<Reading*>(png_get_io_ptr(png));
  if (count > reading->left) png_error(png, "the file is cut short");
  std::memcpy(to, reading->next, count);
  reading->next += count;
  reading->left -= count;
}

/// A picture being read: RGBA of 8 bits once `start` has been called.
class PngReader {
 public:
  PngReader(std::string_view bytes, const std::string& file) : file_(file) {
    reading_.next = reinterpret_cast<const unsigned char*>(bytes.data());
    reading_.left = bytes.size();
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, &reading_, on_error, on_warning);
    info_ = png_ == nullptr ? nullptr : png_create_info_struct(png_);
    if (info_ == nullptr) {
      png_destroy_read_struct(&png_, nullptr, nullptr);
      throw Error(file + ": no memory to read the picture");
    }
  }
  ~PngReader() { png_destroy_read_struct(&png_, &info_, nullptr); }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;

  void start() {
    if (setjmp(reading_.failed) != 0) fail();
    png_set_read_fn(png_, &reading_, on_read);
    png_set_user_limits(png_, 1u << 20, 1u << 20);
    png_read_info(png_, info_);
    width_ = png_get_image_width(png_, info_);
    height_ = png_get_image_height(png_, info_);
    depth_ = png_get_bit_depth(png_, info_);
    check_size();
    png_set_expand(png_);
    png_set_gray_to_rgb(png_);
    png_set_add_alpha(png_, 0xff, PNG_FILLER_AFTER);
    png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
  }

  /// `rows`: a pointer to each row of 4 width bytes.
  void read(std::vector<png_bytep>& rows) {
    if (setjmp(reading_.failed) != 0) fail();
    png_read_image(png_, rows.data());
    png_read_end(png_, nullptr);
  }

  std::int64_t width() const { return width_; }
  std::int64_t height() const { return height_; }

 private:
  [[noreturn]] void fail() const { fail(std::string("is no PNG picture: ") + reading_.message); }
  [[noreturn]] void fail(const std::string& message) const {
    throw InputError({Problem{file_, 0, 0, "bad-image", message, "replace the file"}});
  }

  void check_size() const {
    if (width_ * height_ > kMostPixels) {
      fail("has " + std::to_string(width_) + " x " + std::to_string(height_) +
           " pixels, more than " + std::to_string(kMostPixels));
    }
    if (depth_ > 8) fail("has " + std::to_string(depth_) + " bits a channel, expected up to 8");
  }

  const std::string& file_;
  Reading reading_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  std::int64_t width_ = 0;
  std::int64_t height_ = 0;
  int depth_ = 0;
};

/// The colour over white, rounded.
std::uint8_t over_white(int colour, int alpha) {
  return static_cast<std::uint8_t>((colour * alpha + 255 * (255 - alpha) + 127) / 255);
}

}  // namespace

Tensor decode_png(std::string_view bytes, const std::string& file) {
  PngReader reader(bytes, file);
  reader.start();
  const std::int64_t width = reader.width();
  const std::int64_t height = reader.height();
  std::vector<unsigned char> pixels(static_cast<std::size_t>(4 * width * height));
  std::vector<png_bytep> rows;
  for (std::int64_t y = 0; y < height; ++y) rows.push_back(pixels.data() + 4 * width * y);
  reader.read(rows);

  Tensor image({3, height, width}, DType::kUInt8);
  auto* const to = image.data<std::uint8_t>();
  const std::int64_t area = width * height;
  for (std::int64_t i = 0; i < area; ++i) {
    const unsigned char* const pixel = pixels.data() + 4 * i;
    for (std::int64_t channel = 0; channel < 3; ++channel) {
      to[channel * area + i] = over_white(pixel[channel], pixel[3]);
    }
  }
  return image;
}

Tensor read_png(const std::string& path) { return decode_png(read_file(path), path); }

}  // namespace graft
