#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "graft/random.h"
#include "graft/tensor.h"
#include "phrase.h"
#include "share.h"

namespace graft {

inline constexpr int kPictureSize = 32;  // pixels, both ways

using Rgb = std::array<std::uint8_t, 3>;

struct Colour {
  Bilingual name;
  Rgb rgb{};
};
const std::vector<Colour>& shape_colours();
const std::vector<Colour>& background_colours();

enum class ShapeKind { kCircle, kSquare, kTriangle, kCross };

/// "circle", "square", "triangle", "cross".
const Bilingual& name_of(ShapeKind kind);

/// A coloured shape inside a square of 2 · `radius` + 1 pixels around (`column`, `row`).
struct PaintedShape {
  ShapeKind kind = ShapeKind::kCircle;
  int colour = 0;  // index into shape_colours()
  int column = 0;
  int row = 0;
  int radius = 0;  // pixels: 3 or 4 when small, 6 or 7 when large

  bool is_large() const { return radius >= 6; }
  bool covers(int at_column, int at_row) const;
};

/// One or two shapes that do not touch, on a background.
struct Picture {
  int background = 0;  // index into background_colours()
  std::vector<PaintedShape> shapes;
};

/// A picture of this share: no two shares have the same shapes at the same places.
Picture draw_picture(Share share, Rng& rng);

/// [3, 32, 32] u8: red, green and blue.
Tensor paint(const Picture& picture);

/// "A small red circle on a white background.", "A large blue square left of a small green cross on
/// a grey background."
Bilingual caption_of(const Picture& picture);

}  // namespace graft
