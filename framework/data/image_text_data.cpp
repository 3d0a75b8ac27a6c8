#include "framework/data/image_text_data.h"

#include <algorithm>
#include <set>
#include <utility>

#include "framework/data/example_problems.h"
#include "framework/data/labels.h"
#include "graft/error.h"
#include "graft/parallel.h"
#include "graft/random.h"

namespace graft {

namespace {

/// Puts rows, one after another, into the first batch that has room and no equal text.
class BatchFiller {
 public:
  BatchFiller(const ImageTextData& data, std::int64_t batch_size, std::int64_t num_batches,
              bool distinct)
      : data_(data),
        batch_size_(batch_size),
        distinct_(distinct),
        batches_(static_cast<std::size_t>(num_batches)),
        texts_(batches_.size()) {}

  /// False: it fits nowhere.
  bool add(const ImageTextRow& row) {
    const std::string& text = data_.text(row.index, row.column);
    while (first_open_ < batches_.size() && is_full(first_open_)) ++first_open_;
    for (std::size_t i = first_open_; i < batches_.size(); ++i) {
      if (is_full(i) || (distinct_ && !texts_[i].insert(text).second)) continue;
      batches_[i].push_back(row);
      return true;
    }
    return false;
  }

  void add_batch() {
    batches_.emplace_back();
    texts_.emplace_back();
  }

  std::vector<std::vector<ImageTextRow>> take() { return std::move(batches_); }

 private:
  bool is_full(std::size_t batch) const { return std::ssize(batches_[batch]) >= batch_size_; }

  const ImageTextData& data_;
  std::int64_t batch_size_;
  bool distinct_;
  std::vector<std::vector<ImageTextRow>> batches_;
  std::vector<std::set<std::string>> texts_;  // of each batch
  std::size_t first_open_ = 0;
};

}  // namespace

std::vector<std::string> caption_columns(const std::vector<std::string>& named) {
  return named.empty() ? std::vector<std::string>{"caption"} : named;
}

ImageTextData::ImageTextData(const Dataset& dataset, const std::string& split,
                             std::vector<std::string> columns, const Tokenizer& tokenizer,
                             const ImageInput& input)
    : columns_(std::move(columns)), images_(dataset, split, input) {
  const EncodeOptions plain{.add_special_tokens = false, .parse_special_tokens = false};
  const std::int64_t count = dataset.size(split);
  texts_.resize(static_cast<std::size_t>(count));
  parallel_tasks(count, [&](std::int64_t index, int) {
    const Example example = dataset.example(split, index);
    std::vector<Text>& texts = texts_[static_cast<std::size_t>(index)];
    for (const std::string& column : columns_) {
      Text text;
      text.text = text_at(example, column, split, index);
      text.tokens = tokenizer.encode(text.text, plain);
      if (text.tokens.empty()) {
        throw example_error(example, split, index, "empty-text", "`" + column + "` is empty",
                            "remove it, or give it words");
      }
      texts.push_back(std::move(text));
    }
    images_.add(index, picture_of(example, split, index));
  });
}

const std::string& ImageTextData::text(std::int64_t index, std::size_t column) const {
  return texts_.at(static_cast<std::size_t>(index)).at(column).text;
}

const std::vector<std::int64_t>& ImageTextData::tokens(std::int64_t index,
                                                       std::size_t column) const {
  return texts_.at(static_cast<std::size_t>(index)).at(column).tokens;
}

std::vector<std::vector<ImageTextRow>> batches_in_order(const ImageTextData& data,
                                                        std::int64_t batch_size, bool distinct) {
  const std::int64_t count = std::max<std::int64_t>(1, (data.size() + batch_size - 1) / batch_size);
  std::vector<std::vector<ImageTextRow>> all;
  for (std::size_t column = 0; column < data.columns().size(); ++column) {
    BatchFiller filler(data, (data.size() + count - 1) / count, count, distinct);
    for (std::int64_t index = 0; index < data.size(); ++index) {
      if (filler.add({index, column})) continue;
      filler.add_batch();
      filler.add({index, column});
    }
    for (std::vector<ImageTextRow>& rows : filler.take()) {
      if (!rows.empty()) all.push_back(std::move(rows));
    }
  }
  return all;
}

std::int64_t image_text_epoch(std::int64_t examples, std::int64_t batch_size) {
  return std::max<std::int64_t>(1, examples / batch_size);
}

ImageTextSampler::ImageTextSampler(const ImageTextData& data, std::int64_t batch_size,
                                   bool distinct, std::uint64_t seed)
    : data_(data), batch_size_(batch_size), distinct_(distinct), seed_(seed) {
  if (data.size() == 0) {
    throw InputError("too-little-data", "the training split has no examples", "add some");
  }
}

std::int64_t ImageTextSampler::epoch_size() const {
  return image_text_epoch(data_.size(), batch_size_);
}

std::vector<ImageTextRow> ImageTextSampler::batch(std::int64_t k) {
  const std::int64_t epoch = k / epoch_size();
  if (epoch != epoch_) fill(epoch);
  return batches_[static_cast<std::size_t>(k % epoch_size())];
}

void ImageTextSampler::fill(std::int64_t epoch) {
  Rng rng(mix_seed(seed_, 11, static_cast<std::uint64_t>(epoch)));
  epoch_ = epoch;
  BatchFiller filler(data_, batch_size_, epoch_size(), distinct_);
  for (const std::int64_t index : rng.permutation(data_.size())) {
    const auto column = rng.below(static_cast<std::int64_t>(data_.columns().size()));
    filler.add({index, static_cast<std::size_t>(column)});
  }
  batches_ = filler.take();
}

}  // namespace graft
