#include "image_png.h"

#include <csetjmp>
#include <cstring>
#include <string>
#include <vector>

#include <png.h>

#include "graft/error.h"
#include "image_orientation.h"

namespace graft {

namespace {

/// What the library works on. It leaves by longjmp, so nothing here owns anything that a jump would
/// leave behind.
struct Reading {
  const unsigned char* next = nullptr;
  std::size_t left = 0;
  std::jmp_buf failed;
  bool is_cut = false;
  char message[256] = {};
};

void on_error(png_structp png, png_const_charp message) {
  auto* const reading = static_cast<Reading*>(png_get_error_ptr(png));
  std::strncpy(reading->message, message, sizeof reading->message - 1);
  std::longjmp(reading->failed, 1);
}

/// The library goes on without transparency that it cannot read: another picture.
void on_warning(png_structp png, png_const_charp message) {
  if (std::strncmp(message, "tRNS", 4) == 0) on_error(png, message);
}

void on_read(png_structp png, png_bytep to, png_size_t count) {
  auto* const reading = static_cast<Reading*>(png_get_io_ptr(png));
  if (count > reading->left) {
    reading->is_cut = true;
    png_error(png, "");
  }
  std::memcpy(to, reading->next, count);
  reading->next += count;
  reading->left -= count;
}

/// The pixels that one row of a pass brings: all of a row, or every `step`-th of it.
struct PassRow {
  std::int64_t y = 0;
  std::int64_t first = 0;
  std::int64_t step = 1;
};

/// The planes that rows of RGBA become.
struct Planes {
  std::uint8_t* pixels = nullptr;
  std::int64_t width = 0;
  std::int64_t height = 0;
  std::array<std::uint8_t, 3> background = {};

  void place(const unsigned char* row, const PassRow& pass) const {
    std::uint8_t* const red = pixels + pass.y * width;
    std::uint8_t* const green = red + height * width;
    std::uint8_t* const blue = green + height * width;
    for (std::int64_t x = pass.first; x < width; x += pass.step, row += 4) {
      red[x] = over_background(row, 0);
      green[x] = over_background(row, 1);
      blue[x] = over_background(row, 2);
    }
  }

  /// A channel of a pixel of RGBA, rounded.
  std::uint8_t over_background(const unsigned char* pixel, std::size_t channel) const {
    const int alpha = pixel[3];
    return static_cast<std::uint8_t>(
        (pixel[channel] * alpha + background[channel] * (255 - alpha) + 127) / 255);
  }
};

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

  void start(std::int64_t max_pixels) {
    if (setjmp(reading_.failed) != 0) fail();
    png_set_read_fn(png_, &reading_, on_read);
    // Nothing but colours, transparency, pixels and EXIF is looked at; checksums hold for all.
    png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
    png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_AS_DEFAULT,
                                reinterpret_cast<png_const_bytep>("eXIf"), 1);
    png_set_crc_action(png_, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
    png_set_user_limits(png_, PNG_UINT_31_MAX, PNG_UINT_31_MAX);  // check_pixels says it better
    png_read_info(png_, info_);
    check_pixels(file_, width(), height(), max_pixels);
    png_set_expand(png_);
    png_set_scale_16(png_);
    png_set_gray_to_rgb(png_);
    png_set_add_alpha(png_, 0xff, PNG_FILLER_AFTER);
    png_read_update_info(png_, info_);
  }

  /// `row`: room for 4 width bytes.
  void read(unsigned char* row, const Planes& planes) {
    if (setjmp(reading_.failed) != 0) fail();
    read_passes(row, planes);
    png_read_end(png_, info_);
  }

  std::int64_t width() const { return png_get_image_width(png_, info_); }
  std::int64_t height() const { return png_get_image_height(png_, info_); }

  /// Once all has been read: EXIF may stand behind the pixels.
  int orientation() const {
    png_uint_32 size = 0;
    png_bytep exif = nullptr;
    if (png_get_eXIf_1(png_, info_, &size, &exif) == 0 || exif == nullptr) return 1;
    return exif_orientation({reinterpret_cast<const char*>(exif), size});
  }

 private:
  /// Each pass of an interlaced picture is a smaller picture of its own, which the library hands
  /// out as it is where interlacing is left to the caller.
  void read_passes(unsigned char* row, const Planes& planes) {
    if (png_get_interlace_type(png_, info_) != PNG_INTERLACE_ADAM7) {
      for (std::int64_t y = 0; y < planes.height; ++y) {
        png_read_row(png_, row, nullptr);
        planes.place(row, {y, 0, 1});
      }
      return;
    }
    for (int pass = 0; pass < PNG_INTERLACE_ADAM7_PASSES; ++pass) {
      const std::int64_t first = PNG_PASS_START_COL(pass);
      if (first >= planes.width) continue;
      const std::int64_t down = std::int64_t{1} << PNG_PASS_ROW_SHIFT(pass);
      for (std::int64_t y = PNG_PASS_START_ROW(pass); y < planes.height; y += down) {
        png_read_row(png_, row, nullptr);
        planes.place(row, {y, first, std::int64_t{1} << PNG_PASS_COL_SHIFT(pass)});
      }
    }
  }

  [[noreturn]] void fail() const {
    if (reading_.is_cut) refuse_image(file_, "is cut short");
    refuse_image(file_, std::string("cannot be read as PNG: ") + reading_.message);
  }

  const std::string& file_;
  Reading reading_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
};

}  // namespace

DecodedImage decode_png(std::string_view bytes, const std::string& file,
                        const ImageOptions& options) {
  PngReader reader(bytes, file);
  reader.start(options.max_pixels);
  DecodedImage image;
  image.pixels = Tensor({3, reader.height(), reader.width()}, DType::kUInt8);
  std::vector<unsigned char> row(static_cast<std::size_t>(4 * reader.width()));
  reader.read(row.data(), {image.pixels.data<std::uint8_t>(), reader.width(), reader.height(),
                           options.background});
  image.orientation = reader.orientation();
  return image;
}

}  // namespace graft
