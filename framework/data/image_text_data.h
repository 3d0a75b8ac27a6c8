#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "framework/data/prepared_images.h"
#include "graft/roles/architecture.h"
#include "graft/roles/dataset.h"
#include "graft/roles/tokenizer.h"

namespace graft {

/// The columns that hold the texts of an image; `caption` where none are named.
std::vector<std::string> caption_columns(const std::vector<std::string>& named);

/// One split of images with their texts, as a model reads them.
class ImageTextData {
 public:
  /// Reads every text. Throws InputError naming the example that has no image, or no text in one of
  /// the columns.
  ImageTextData(const Dataset& dataset, const std::string& split, std::vector<std::string> columns,
                const Tokenizer& tokenizer, const ImageInput& input);

  std::int64_t size() const { return static_cast<std::int64_t>(texts_.size()); }
  const std::vector<std::string>& columns() const { return columns_; }
  /// The text of an example in one of the columns, and its tokens, without special ones.
  const std::string& text(std::int64_t index, std::size_t column) const;
  const std::vector<std::int64_t>& tokens(std::int64_t index, std::size_t column) const;
  /// [indices, channels, height, width]
  Tensor pixel_values(const std::vector<std::int64_t>& indices) {
    return images_.pixel_values(indices);
  }

 private:
  struct Text {
    std::string text;
    std::vector<std::int64_t> tokens;
  };

  std::vector<std::string> columns_;
  PreparedImages images_;
  std::vector<std::vector<Text>> texts_;  // by example and column
};

/// Batches in an epoch of so many examples: whole ones, of which there is one at least.
std::int64_t image_text_epoch(std::int64_t examples, std::int64_t batch_size);

/// Which example a row of a batch is, and which text of it.
struct ImageTextRow {
  std::int64_t index = 0;
  std::size_t column = 0;
};

/// Every example with every one of its texts once, in order, in batches of about the same size, one
/// column of texts after another. With `distinct`, no two texts of one batch are equal: an example
/// that fits nowhere begins a further batch.
std::vector<std::vector<ImageTextRow>> batches_in_order(const ImageTextData& data,
                                                        std::int64_t batch_size, bool distinct);

/// Shuffled training batches. Each epoch takes every example once, with one of its texts drawn;
/// with `distinct`, no two texts of one batch are equal: an example that fits nowhere is left out.
class ImageTextSampler {
 public:
  ImageTextSampler(const ImageTextData& data, std::int64_t batch_size, bool distinct,
                   std::uint64_t seed);

  /// Batches in one epoch.
  std::int64_t epoch_size() const;
  /// The k-th batch of the endless sequence of epochs; a function of k alone.
  std::vector<ImageTextRow> batch(std::int64_t k);

 private:
  void fill(std::int64_t epoch);

  const ImageTextData& data_;
  std::int64_t batch_size_;
  bool distinct_;
  std::uint64_t seed_;
  std::int64_t epoch_ = -1;
  std::vector<std::vector<ImageTextRow>> batches_;  // of epoch_
};

}  // namespace graft
