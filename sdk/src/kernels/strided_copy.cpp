#include "kernels/strided_copy.h"

#include <algorithm>

namespace graft::kernels {
namespace {

constexpr std::int64_t kGrain = 32768;  // elements worth a thread
constexpr std::int64_t kTile = 16;      // rows and columns of a tile

template <typename T>
void copy_runs(const LoopNest& nest, const T* from, T* to) {
  const std::int64_t step = nest.strides[0].back();
  for_each_run(nest, kGrain,
               [=](std::int64_t first, const std::int64_t* offsets, std::int64_t count) {
                 const T* const source = from + offsets[0];
                 if (step == 1) {
                   std::copy_n(source, count, to + first);
                 } else if (step == 0) {
                   std::fill_n(to + first, count, *source);
                 } else {
                   for (std::int64_t i = 0; i < count; ++i) to[first + i] = source[i * step];
                 }
               });
}

// to[row * to_step + column] = from[row + column * from_step]
template <typename T>
void transpose_tile(const T* from, std::int64_t from_step, T* to, std::int64_t to_step,
                    std::int64_t rows, std::int64_t columns) {
  T tile[kTile][kTile];
  for (std::int64_t column = 0; column < columns; ++column) {
    for (std::int64_t row = 0; row < rows; ++row)
      tile[row][column] = from[column * from_step + row];
  }
  for (std::int64_t row = 0; row < rows; ++row) {
    std::copy_n(tile[row], columns, to + row * to_step);
  }
}

// The loop at `dimension` reads neighbours, the innermost one writes them: matrices of both, one
// for each index of the other loops, cut into bands of kTile rows.
template <typename T>
void copy_tiles(const LoopNest& nest, std::size_t dimension, const T* from, T* to) {
  const std::size_t last = nest.sizes.size() - 1;
  const Shape to_strides = strides_of(nest.sizes);
  const std::int64_t rows = nest.sizes[dimension];
  const std::int64_t columns = nest.sizes[last];
  const std::int64_t from_step = nest.strides[0][last];
  const std::int64_t to_step = to_strides[dimension];
  const std::int64_t bands = (rows + kTile - 1) / kTile;
  const std::int64_t matrices = element_count(nest.sizes) / (rows * columns);
  parallel_for(
      matrices * bands, kGrain / (kTile * columns) + 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
          const std::int64_t row = i % bands * kTile;
          std::int64_t rest = i / bands;
          const T* source = from + row;
          T* destination = to + row * to_step;
          for (std::size_t d = last; d-- > 0;) {
            if (d == dimension) continue;
            source += rest % nest.sizes[d] * nest.strides[0][d];
            destination += rest % nest.sizes[d] * to_strides[d];
            rest /= nest.sizes[d];
          }
          for (std::int64_t column = 0; column < columns; column += kTile) {
            transpose_tile(source + column * from_step, from_step, destination + column, to_step,
                           std::min(kTile, rows - row), std::min(kTile, columns - column));
          }
        }
      });
}

template <typename T>
void copy(const LoopNest& nest, const void* from, void* to) {
  const auto* const source = static_cast<const T*>(from);
  auto* const destination = static_cast<T*>(to);
  const Shape& strides = nest.strides[0];
  if (strides.back() > 1) {
    for (std::size_t d = 0; d + 1 < strides.size(); ++d) {
      if (strides[d] == 1) return copy_tiles(nest, d, source, destination);
    }
  }
  copy_runs(nest, source, destination);
}

}  // namespace

void strided_copy(const LoopNest& nest, std::int64_t element_bytes, const void* from, void* to) {
  switch (element_bytes) {
    case 1:
      return copy<std::uint8_t>(nest, from, to);
    case 2:
      return copy<std::uint16_t>(nest, from, to);
    case 4:
      return copy<std::uint32_t>(nest, from, to);
    default:
      return copy<std::uint64_t>(nest, from, to);
  }
}

}  // namespace graft::kernels
