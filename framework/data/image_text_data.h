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

/// The texts of an image in one column, which holds one or a list of them. Throws InputError about
/// an example without any, or with an empty one.
std::vector<std::string> captions_at(const Example& example, const std::string& column,
                                     const std::string& split, std::int64_t index);

/// Which example a row of a batch is, and which text of it.
struct ImageTextRow {
  std::int64_t index = 0;
  std::size_t text = 0;
};

/// One split of images with their texts, as a model reads them.
class ImageTextData {
 public:
  struct Text {
    std::string text;
    std::vector<std::int64_t> tokens;  // without special ones
    std::size_t column = 0;
  };
  /// What stands in one column, example after example.
  struct ColumnTexts {
    std::vector<std::string> texts;
    std::vector<std::int64_t> picture_of;  // of each text, as `picture` counts them
  };

  /// Reads every text. Throws InputError about an example that has no image, or no text in one of
  /// the columns.
  ImageTextData(const Dataset& dataset, const std::string& split, std::vector<std::string> columns,
                const Tokenizer& tokenizer, const ImageInput& input);

  std::int64_t size() const { return static_cast<std::int64_t>(texts_.size()); }
  const std::vector<std::string>& columns() const { return columns_; }
  /// Those of an example, column after column; at least one of each.
  const std::vector<Text>& texts(std::int64_t index) const;
  const Text& text(const ImageTextRow& row) const;
  ColumnTexts column_texts(std::size_t column) const;
  /// The first example of every picture: examples with equal pixels have one picture.
  const std::vector<std::int64_t>& pictures() const { return pictures_; }
  /// Which of them an example has.
  std::int64_t picture(std::int64_t index) const;
  /// [indices, channels, height, width]
  Tensor pixel_values(const std::vector<std::int64_t>& indices) {
    return images_.pixel_values(indices);
  }

 private:
  std::vector<std::string> columns_;
  PreparedImages images_;
  std::vector<std::vector<Text>> texts_;  // by example
  std::vector<std::int64_t> pictures_;
  std::vector<std::int64_t> picture_of_;  // by example
};

/// Batches in an epoch of so many examples: whole ones, of which there is one at least.
std::int64_t image_text_epoch(std::int64_t examples, std::int64_t batch_size);

/// Every example with every one of its texts once, in order, in batches of about the same size, one
/// column of texts after another. With `distinct`, no two texts and no two pictures of one batch
/// are equal: an example that fits nowhere begins a further batch.
std::vector<std::vector<ImageTextRow>> batches_in_order(const ImageTextData& data,
                                                        std::int64_t batch_size, bool distinct);

/// Shuffled training batches. Each epoch takes every example once, with one of its texts drawn;
/// with `distinct`, no two texts and no two pictures of one batch are equal: an example that fits
/// nowhere is left out.
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
