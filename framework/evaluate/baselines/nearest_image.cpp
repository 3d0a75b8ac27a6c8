#include "framework/evaluate/baselines/nearest_image.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "graft/error.h"
#include "graft/parallel.h"

namespace graft {

namespace {

/// Mean of each cell of one channel [height, width]. Cell c of g covers rows c h / g to (c + 1) h /
/// g, at least one.
template <typename Pixel>
void append_cells(const Pixel* channel, std::int64_t height, std::int64_t width, std::int64_t grid,
                  float scale, std::vector<float>& cells) {
  for (std::int64_t row = 0; row < grid; ++row) {
    const std::int64_t top = row * height / grid;
    const std::int64_t bottom = std::max(top + 1, (row + 1) * height / grid);
    for (std::int64_t column = 0; column < grid; ++column) {
      const std::int64_t left = column * width / grid;
      const std::int64_t right = std::max(left + 1, (column + 1) * width / grid);
      double sum = 0.0;
      for (std::int64_t y = top; y < bottom; ++y) {
        for (std::int64_t x = left; x < right; ++x) {
          sum += static_cast<double>(channel[y * width + x]);
        }
      }
      const auto pixels = static_cast<double>((bottom - top) * (right - left));
      cells.push_back(scale * static_cast<float>(sum / pixels));
    }
  }
}

double squared_distance(const std::vector<float>& left, const std::vector<float>& right) {
  double sum = 0.0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    const auto difference = static_cast<double>(left[i]) - static_cast<double>(right[i]);
    sum += difference * difference;
  }
  return sum;
}

}  // namespace

NearestImage::NearestImage(std::int64_t grid) : grid_(grid) {
  if (grid < 1) throw Error("nearest image: a grid of " + std::to_string(grid) + " cells");
}

std::vector<std::vector<float>> NearestImage::features_of(const Tensor& images) const {
  const std::int64_t rank = std::ssize(images.shape());
  const bool has_type = images.dtype() == DType::kFloat32 || images.dtype() == DType::kUInt8;
  if ((rank != 3 && rank != 4) || !has_type || images.numel() == 0) {
    throw ShapeError("nearest image: " + to_string(images.shape()) +
                     ", expected [count, channels, height, width] of float32 or uint8");
  }
  const std::int64_t count = rank == 4 ? images.dim(0) : 1;
  const std::int64_t channels = images.dim(-3);
  const std::int64_t height = images.dim(-2);
  const std::int64_t width = images.dim(-1);
  std::vector<std::vector<float>> features(static_cast<std::size_t>(count));
  for (std::int64_t image = 0; image < count; ++image) {
    for (std::int64_t channel = 0; channel < channels; ++channel) {
      const std::int64_t first = (image * channels + channel) * height * width;
      std::vector<float>& cells = features[static_cast<std::size_t>(image)];
      if (images.dtype() == DType::kFloat32) {
        append_cells(images.data<float>() + first, height, width, grid_, 1.0f, cells);
      } else {
        append_cells(images.data<std::uint8_t>() + first, height, width, grid_, 1.0f / 255.0f,
                     cells);
      }
    }
  }
  return features;
}

void NearestImage::learn(const Tensor& images) {
  for (std::vector<float>& features : features_of(images)) {
    if (!features_.empty() && features_.front().size() != features.size()) {
      throw ShapeError("nearest image: " + to_string(images.shape()) +
                       " has another number of channels than the images before");
    }
    features_.push_back(std::move(features));
  }
}

std::vector<std::int64_t> NearestImage::nearest(const Tensor& images) const {
  if (features_.empty()) throw Error("nearest image: there is no training image");
  const std::vector<std::vector<float>> wanted = features_of(images);
  if (wanted.front().size() != features_.front().size()) {
    throw ShapeError("nearest image: " + to_string(images.shape()) +
                     " has another number of channels than the training images");
  }
  std::vector<std::int64_t> numbers(wanted.size());
  parallel_for(std::ssize(wanted), 1, [&](std::int64_t begin, std::int64_t end) {
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
      double least = std::numeric_limits<double>::infinity();
      for (std::size_t k = 0; k < features_.size(); ++k) {
        const double distance = squared_distance(wanted[i], features_[k]);
        if (distance >= least) continue;
        least = distance;
        numbers[i] = static_cast<std::int64_t>(k);
      }
    }
  });
  return numbers;
}

}  // namespace graft
