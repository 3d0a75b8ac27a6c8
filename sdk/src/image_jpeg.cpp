#include "image_jpeg.h"

#include <algorithm>
#include <csetjmp>
#include <cstddef>
#include <cstdio>  // jpeglib.h needs it
#include <string>
#include <vector>

#include <jerror.h>
#include <jpeglib.h>

#include "image_orientation.h"

namespace graft {

namespace {

/// Scans of a progressive picture. Encoders write about ten; a file of a few kilobytes could ask
/// for passes over the whole picture without end.
constexpr int kMostScans = 100;
constexpr int kExifMarker = JPEG_APP0 + 1;
constexpr std::string_view kExifStart("Exif\0\0", 6);

/// How the library reports. It leaves by longjmp, so nothing here owns anything that a jump would
/// leave behind.
struct Reports : jpeg_error_mgr {
  std::jmp_buf failed;
  bool is_cut = false;
  bool has_too_many_scans = false;
  char message[JMSG_LENGTH_MAX] = {};
};

Reports& reports_of(j_common_ptr info) { return *static_cast<Reports*>(info->err); }

void on_error(j_common_ptr info) {
  Reports& reports = reports_of(info);
  reports.format_message(info, reports.message);
  std::longjmp(reports.failed, 1);
}

/// Whether the last `count` bytes before the place that the library has read to are zeros.
bool is_padding(j_common_ptr info, int count) {
  const JOCTET* const end = reinterpret_cast<j_decompress_ptr>(info)->src->next_input_byte;
  return std::all_of(end - count, end, [](JOCTET byte) { return byte == 0; });
}

/// Behind a warning (level -1) the library goes on with a picture of which a part is grey, or
/// guessed. Three of them touch no pixel: two about the letter of the format, and zeros between its
/// parts, as some cameras write them. Other bytes there are the rest of a part that was damaged.
void on_message(j_common_ptr info, int level) {
  Reports& reports = reports_of(info);
  if (level >= 0) return;
  if (reports.msg_code == JWRN_JFIF_MAJOR || reports.msg_code == JWRN_NOT_SEQUENTIAL) return;
  if (reports.msg_code == JWRN_EXTRANEOUS_DATA && is_padding(info, reports.msg_parm.i[0])) return;
  reports.is_cut = reports.msg_code == JWRN_JPEG_EOF;
  on_error(info);
}

void on_progress(j_common_ptr info) {
  if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number <= kMostScans) return;
  reports_of(info).has_too_many_scans = true;
  std::longjmp(reports_of(info).failed, 1);
}

/// a b / 255, rounded, for a and b of 8 bits.
int product(int a, int b) {
  const int sum = a * b + 128;
  return (sum + (sum >> 8)) >> 8;
}

/// The planes that rows of pixels become.
struct Planes {
  std::uint8_t* pixels = nullptr;
  std::int64_t width = 0;
  std::int64_t height = 0;

  void place_rgb(const unsigned char* row, std::int64_t y) const {
    std::uint8_t* const red = pixels + y * width;
    std::uint8_t* const green = red + height * width;
    std::uint8_t* const blue = green + height * width;
    for (std::int64_t x = 0; x < width; ++x, row += 3) {
      red[x] = row[0];
      green[x] = row[1];
      blue[x] = row[2];
    }
  }

  /// Inverted, as Adobe writes it. In Pillow's arithmetic: the light that black leaves, less what
  /// an ink takes of it.
  void place_cmyk(const unsigned char* row, std::int64_t y) const {
    for (std::int64_t x = 0; x < width; ++x, row += 4) {
      for (std::int64_t channel = 0; channel < 3; ++channel) {
        pixels[(channel * height + y) * width + x] =
            static_cast<std::uint8_t>(row[3] - product(255 - row[channel], row[3]));
      }
    }
  }
};

/// A picture being read: RGB or CMYK once `start` has been called.
class JpegReader {
 public:
  JpegReader(std::string_view bytes, const std::string& file) : bytes_(bytes), file_(file) {
    info_.err = jpeg_std_error(&reports_);
    reports_.error_exit = on_error;
    reports_.emit_message = on_message;
    progress_.progress_monitor = on_progress;
  }
  ~JpegReader() { jpeg_destroy_decompress(&info_); }
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;

  void start(std::int64_t max_pixels) {
    if (setjmp(reports_.failed) != 0) fail();
    jpeg_create_decompress(&info_);
    info_.progress = &progress_;
    jpeg_mem_src(&info_, reinterpret_cast<const unsigned char*>(bytes_.data()), bytes_.size());
    jpeg_save_markers(&info_, kExifMarker, 0xffff);
    jpeg_read_header(&info_, TRUE);
    check_pixels(file_, width(), height(), max_pixels);
    if (info_.num_components == 2 || info_.num_components > 4) {
      refuse_image(file_, "has " + std::to_string(info_.num_components) +
                              " channels, expected 1 (grey), 3 or 4 (CMYK)");
    }
    info_.out_color_space = is_cmyk() ? JCS_CMYK : JCS_RGB;
  }

  /// `row`: room for one row.
  void read(unsigned char* row, const Planes& planes) {
    if (setjmp(reports_.failed) != 0) fail();
    jpeg_start_decompress(&info_);
    while (info_.output_scanline < info_.output_height) {
      const std::int64_t y = info_.output_scanline;
      JSAMPROW rows[] = {row};
      jpeg_read_scanlines(&info_, rows, 1);
      if (is_cmyk()) {
        planes.place_cmyk(row, y);
      } else {
        planes.place_rgb(row, y);
      }
    }
    jpeg_finish_decompress(&info_);
  }

  std::int64_t width() const { return info_.image_width; }
  std::int64_t height() const { return info_.image_height; }
  bool is_cmyk() const { return info_.num_components == 4; }

  int orientation() const {
    for (const jpeg_marker_struct* marker = info_.marker_list; marker != nullptr;
         marker = marker->next) {
      const std::string_view data(reinterpret_cast<const char*>(marker->data), marker->data_length);
      if (marker->marker != kExifMarker || !data.starts_with(kExifStart)) continue;
      return exif_orientation(data.substr(kExifStart.size()));
    }
    return 1;
  }

 private:
  [[noreturn]] void fail() const {
    if (reports_.is_cut) refuse_image(file_, "is cut short");
    if (reports_.has_too_many_scans) {
      refuse_image(file_, "has more than " + std::to_string(kMostScans) + " scans");
    }
    refuse_image(file_, std::string("cannot be read as JPEG: ") + reports_.message);
  }

  std::string_view bytes_;
  const std::string& file_;
  Reports reports_;
  jpeg_progress_mgr progress_ = {};
  jpeg_decompress_struct info_ = {};
};

}  // namespace

DecodedImage decode_jpeg(std::string_view bytes, const std::string& file,
                         const ImageOptions& options) {
  JpegReader reader(bytes, file);
  reader.start(options.max_pixels);
  DecodedImage image;
  image.orientation = reader.orientation();
  image.pixels = Tensor({3, reader.height(), reader.width()}, DType::kUInt8);
  std::vector<unsigned char> row(
      static_cast<std::size_t>(reader.width() * (reader.is_cmyk() ? 4 : 3)));
  reader.read(row.data(), {image.pixels.data<std::uint8_t>(), reader.width(), reader.height()});
  return image;
}

}  // namespace graft
