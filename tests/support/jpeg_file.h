#pragma once

#include <cstdint>
#include <cstdio>  // jpeglib.h needs it
#include <cstdlib>
#include <string>

#include <jpeglib.h>

namespace graft {

/// How a picture is stored. `pixels` are rows of interleaved samples of `colours`, as libjpeg wants
/// them; `stored_colours` are what the file holds.
struct JpegPicture {
  std::uint32_t width = 8;
  std::uint32_t height = 8;
  J_COLOR_SPACE colours = JCS_RGB;
  J_COLOR_SPACE stored_colours = JCS_YCbCr;
  std::string pixels;
  int quality = 100;
  bool is_subsampled = false;
  bool is_progressive = false;
  bool has_two_scans = false;    // progressive, all of a coefficient in one scan; one channel
  bool has_adobe_marker = true;  // where the stored colours ask for one
  std::string app1;              // content of a marker, such as EXIF
};

/// The bytes of a JPEG file. libjpeg ends the program on a mistake.
inline std::string jpeg_bytes(const JpegPicture& picture) {
  jpeg_error_mgr errors;
  jpeg_compress_struct info;
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* buffer = nullptr;
  unsigned long size = 0;  // NOLINT(google-runtime-int): what libjpeg takes
  jpeg_mem_dest(&info, &buffer, &size);
  info.image_width = picture.width;
  info.image_height = picture.height;
  info.in_color_space = picture.colours;
  info.input_components = picture.colours == JCS_GRAYSCALE ? 1
                          : picture.colours == JCS_CMYK    ? 4
                                                           : 3;
  jpeg_set_defaults(&info);
  jpeg_set_colorspace(&info, picture.stored_colours);
  jpeg_set_quality(&info, picture.quality, TRUE);
  if (!picture.is_subsampled) {
    for (int i = 0; i < info.num_components; ++i) {
      info.comp_info[i].h_samp_factor = info.comp_info[i].v_samp_factor = 1;
    }
  }
  if (picture.is_progressive) jpeg_simple_progression(&info);
  const jpeg_scan_info scans[] = {{1, {0}, 0, 0, 0, 0}, {1, {0}, 1, 63, 0, 0}};
  if (picture.has_two_scans) {
    info.scan_info = scans;
    info.num_scans = 2;
  }
  if (!picture.has_adobe_marker) info.write_Adobe_marker = FALSE;
  jpeg_start_compress(&info, TRUE);
  if (!picture.app1.empty()) {
    jpeg_write_marker(&info, JPEG_APP0 + 1, reinterpret_cast<const JOCTET*>(picture.app1.data()),
                      static_cast<unsigned>(picture.app1.size()));
  }
  std::string pixels = picture.pixels;
  const std::size_t row_bytes = pixels.size() / picture.height;
  while (info.next_scanline < info.image_height) {
    JSAMPROW row = reinterpret_cast<JSAMPROW>(pixels.data()) + info.next_scanline * row_bytes;
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  std::string bytes(reinterpret_cast<const char*>(buffer), size);
  jpeg_destroy_compress(&info);
  std::free(buffer);  // NOLINT: libjpeg allocated it
  return bytes;
}

/// A picture of one colour, 8 x 8 unless said otherwise.
inline JpegPicture plain_jpeg(const std::string& colour, std::uint32_t width = 8,
                              std::uint32_t height = 8) {
  JpegPicture picture;
  picture.width = width;
  picture.height = height;
  for (std::uint32_t i = 0; i < width * height; ++i) picture.pixels += colour;
  if (colour.size() == 1) picture.colours = picture.stored_colours = JCS_GRAYSCALE;
  if (colour.size() == 4) picture.colours = picture.stored_colours = JCS_CMYK;
  return picture;
}

}  // namespace graft
