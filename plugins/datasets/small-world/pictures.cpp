#include "pictures.h"

#include <cstdlib>

#include "choice.h"

namespace graft {

namespace {

PaintedShape draw_shape(Rng& rng, int first_column, int last_column, bool is_large) {
  PaintedShape shape;
  shape.kind = static_cast<ShapeKind>(rng.below(4));
  shape.colour = static_cast<int>(rng.below(static_cast<std::int64_t>(shape_colours().size())));
  shape.radius = static_cast<int>((is_large ? 6 : 3) + rng.below(2));
  const auto place = [&rng, &shape](int first, int last) {
    return static_cast<int>(first + shape.radius + rng.below(last - first + 1 - 2 * shape.radius));
  };
  shape.column = place(first_column, last_column);
  shape.row = place(0, kPictureSize - 1);
  return shape;
}

// The numbers that make the picture what it is.
std::string spell(const Picture& picture) {
  std::string text = std::to_string(picture.background);
  for (const PaintedShape& shape : picture.shapes) {
    for (const int number :
         {static_cast<int>(shape.kind), shape.colour, shape.column, shape.row, shape.radius}) {
      text += "," + std::to_string(number);
    }
  }
  return text;
}

}  // namespace

const std::vector<Colour>& shape_colours() {
  static const std::vector<Colour> list = {
      {{"red", "红色"}, {220, 30, 30}},     {{"green", "绿色"}, {30, 160, 50}},
      {{"blue", "蓝色"}, {40, 70, 220}},    {{"yellow", "黄色"}, {240, 220, 40}},
      {{"purple", "紫色"}, {140, 40, 170}}, {{"orange", "橙色"}, {245, 140, 20}}};
  return list;
}

const std::vector<Colour>& background_colours() {
  static const std::vector<Colour> list = {{{"white", "白色"}, {255, 255, 255}},
                                           {{"black", "黑色"}, {0, 0, 0}},
                                           {{"grey", "灰色"}, {128, 128, 128}}};
  return list;
}

const Bilingual& name_of(ShapeKind kind) {
  static const std::vector<Bilingual> names = {
      {"circle", "圆形"}, {"square", "方形"}, {"triangle", "三角形"}, {"cross", "十字"}};
  return names[static_cast<std::size_t>(kind)];
}

bool PaintedShape::covers(int at_column, int at_row) const {
  const int across = at_column - column;
  const int down = at_row - row;
  if (std::abs(across) > radius || std::abs(down) > radius) return false;
  switch (kind) {
    case ShapeKind::kCircle:
      return across * across + down * down <= radius * radius;
    case ShapeKind::kSquare:
      return true;
    case ShapeKind::kTriangle:  // the top at the middle, the base below
      return 2 * std::abs(across) <= down + radius;
    case ShapeKind::kCross:
      break;
  }
  return 3 * std::abs(across) <= radius || 3 * std::abs(down) <= radius;
}

Picture draw_picture(Share share, Rng& rng) {
  while (true) {
    Picture picture;
    picture.background =
        static_cast<int>(rng.below(static_cast<std::int64_t>(background_colours().size())));
    if (happens(40, rng)) {
      picture.shapes.push_back(draw_shape(rng, 0, kPictureSize - 1, happens(50, rng)));
    } else {
      // Side by side: a pixel in the middle stays free.
      picture.shapes.push_back(draw_shape(rng, 0, kPictureSize / 2 - 2, happens(50, rng)));
      picture.shapes.push_back(
          draw_shape(rng, kPictureSize / 2, kPictureSize - 1, happens(50, rng)));
    }
    if (share_of_instance(spell(picture)) == share) return picture;
  }
}

Tensor paint(const Picture& picture) {
  Tensor image({3, kPictureSize, kPictureSize}, DType::kUInt8);
  std::uint8_t* pixels = image.data<std::uint8_t>();
  for (int row = 0; row < kPictureSize; ++row) {
    for (int column = 0; column < kPictureSize; ++column) {
      Rgb rgb = background_colours()[static_cast<std::size_t>(picture.background)].rgb;
      for (const PaintedShape& shape : picture.shapes) {
        if (shape.covers(column, row)) {
          rgb = shape_colours()[static_cast<std::size_t>(shape.colour)].rgb;
        }
      }
      for (int channel = 0; channel < 3; ++channel) {
        pixels[(channel * kPictureSize + row) * kPictureSize + column] =
            rgb[static_cast<std::size_t>(channel)];
      }
    }
  }
  return image;
}

Bilingual caption_of(const Picture& picture) {
  static const Bilingual shape_form = {"a {size} {colour} {shape}", "一个{size}的{colour}{shape}"};
  static const Bilingual one = {"{first} on a {background} background.",
                                "{background}背景上有{first}。"};
  static const Bilingual two = {"{first} left of {second} on a {background} background.",
                                "{background}背景上，{first}在{second}的左边。"};
  static const Bilingual large = {"large", "大"};
  static const Bilingual small = {"small", "小"};
  Slots slots;
  slots["background"] = background_colours()[static_cast<std::size_t>(picture.background)].name;
  const char* const places[] = {"first", "second"};
  for (std::size_t i = 0; i < picture.shapes.size(); ++i) {
    const PaintedShape& shape = picture.shapes[i];
    slots[places[i]] = fill(
        shape_form, Slots{{"size", shape.is_large() ? large : small},
                          {"colour", shape_colours()[static_cast<std::size_t>(shape.colour)].name},
                          {"shape", name_of(shape.kind)}});
  }
  return capitalised(fill(picture.shapes.size() == 1 ? one : two, slots));
}

}  // namespace graft
