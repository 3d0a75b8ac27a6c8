#include "framework/data/image_text_data.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "framework/data/content_hash.h"
#include "framework/data/example_problems.h"
#include "framework/data/labels.h"
#include "graft/error.h"
#include "graft/parallel.h"
#include "graft/random.h"

namespace graft {

namespace {

/// Tells pictures apart.
std::string digits_of(const Tensor& picture) {
  ContentHash hash;
  hash.add_text(to_string(picture.shape()));
  hash.add(std::string_view(reinterpret_cast<const char*>(picture.data<std::uint8_t>()),
                            static_cast<std::size_t>(picture.numel())));
  return hash.digits();
}

/// Puts rows, one after another, into the first batch that has room and neither an equal text nor
/// an equal picture.
class BatchFiller {
 public:
  BatchFiller(const ImageTextData& data, std::int64_t batch_size, std::int64_t num_batches,
              bool distinct)
      : data_(data),
        batch_size_(batch_size),
        distinct_(distinct),
        batches_(static_cast<std::size_t>(num_batches)),
        known_(batches_.size()) {}

  /// False: it fits nowhere.
  bool add(const ImageTextRow& row) {
    while (first_open_ < batches_.size() && is_full(first_open_)) ++first_open_;
    for (std::size_t i = first_open_; i < batches_.size(); ++i) {
      if (is_full(i) || (distinct_ && !is_new(row, known_[i]))) continue;
      batches_[i].push_back(row);
      return true;
    }
    return false;
  }

  void add_batch() {
    batches_.emplace_back();
    known_.emplace_back();
  }

  std::vector<std::vector<ImageTextRow>> take() { return std::move(batches_); }

 private:
  /// What a batch has.
  struct Known {
    std::set<std::string> texts;
    std::set<std::int64_t> pictures;
  };

  bool is_full(std::size_t batch) const { return std::ssize(batches_[batch]) >= batch_size_; }

  /// Whether a batch has neither text nor picture of a row; from then on it has both.
  bool is_new(const ImageTextRow& row, Known& known) const {
    const std::string& text = data_.text(row).text;
    const std::int64_t picture = data_.picture(row.index);
    if (known.texts.contains(text) || known.pictures.contains(picture)) return false;
    known.texts.insert(text);
    known.pictures.insert(picture);
    return true;
  }

  const ImageTextData& data_;
  std::int64_t batch_size_;
  bool distinct_;
  std::vector<std::vector<ImageTextRow>> batches_;
  std::vector<Known> known_;  // of each batch
  std::size_t first_open_ = 0;
};

}  // namespace

std::vector<std::string> caption_columns(const std::vector<std::string>& named) {
  return named.empty() ? std::vector<std::string>{"caption"} : named;
}

std::vector<std::string> captions_at(const Example& example, const std::string& column,
                                     const std::string& split, std::int64_t index) {
  const auto* const list =
      std::get_if<std::vector<std::string>>(&cell_at(example, column, split, index));
  std::vector<std::string> texts =
      list != nullptr ? *list : std::vector<std::string>{text_at(example, column, split, index)};
  const bool has_empty =
      std::any_of(texts.begin(), texts.end(), [](const std::string& text) { return text.empty(); });
  if (!texts.empty() && !has_empty) return texts;
  throw example_error(example, split, index, "empty-text",
                      "`" + column + "` " + (texts.empty() ? "has no text" : "has an empty text"),
                      "remove it, or give it words");
}

ImageTextData::ImageTextData(const Dataset& dataset, const std::string& split,
                             std::vector<std::string> columns, const Tokenizer& tokenizer,
                             const ImageInput& input)
    : columns_(std::move(columns)), images_(dataset, split, input) {
  const EncodeOptions plain{.add_special_tokens = false, .parse_special_tokens = false};
  const std::int64_t count = dataset.size(split);
  texts_.resize(static_cast<std::size_t>(count));
  picture_of_.resize(static_cast<std::size_t>(count));
  std::vector<std::string> digits(static_cast<std::size_t>(count));
  parallel_tasks(count, [&](std::int64_t index, int) {
    const Example example = dataset.example(split, index);
    std::vector<Text>& texts = texts_[static_cast<std::size_t>(index)];
    for (std::size_t column = 0; column < columns_.size(); ++column) {
      for (std::string& caption : captions_at(example, columns_[column], split, index)) {
        Text text;
        text.tokens = tokenizer.encode(caption, plain);
        if (text.tokens.empty()) {
          throw example_error(example, split, index, "empty-text",
                              "`" + columns_[column] + "` has a text without tokens",
                              "remove it, or give it words");
        }
        text.text = std::move(caption);
        text.column = column;
        texts.push_back(std::move(text));
      }
    }
    const Tensor& picture = picture_of(example, split, index);
    digits[static_cast<std::size_t>(index)] = digits_of(picture);
    images_.add(index, picture);
  });
  std::map<std::string, std::int64_t> known;
  for (std::int64_t index = 0; index < count; ++index) {
    const auto at = static_cast<std::size_t>(index);
    const auto [entry, is_new] = known.try_emplace(digits[at], std::ssize(pictures_));
    if (is_new) pictures_.push_back(index);
    picture_of_[at] = entry->second;
  }
}

const std::vector<ImageTextData::Text>& ImageTextData::texts(std::int64_t index) const {
  return texts_.at(static_cast<std::size_t>(index));
}

const ImageTextData::Text& ImageTextData::text(const ImageTextRow& row) const {
  return texts(row.index).at(row.text);
}

ImageTextData::ColumnTexts ImageTextData::column_texts(std::size_t column) const {
  ColumnTexts result;
  for (std::int64_t index = 0; index < size(); ++index) {
    for (const Text& text : texts(index)) {
      if (text.column != column) continue;
      result.texts.push_back(text.text);
      result.picture_of.push_back(picture(index));
    }
  }
  return result;
}

std::int64_t ImageTextData::picture(std::int64_t index) const {
  return picture_of_.at(static_cast<std::size_t>(index));
}

namespace {

/// The rows of one column, in order.
std::vector<ImageTextRow> rows_of_column(const ImageTextData& data, std::size_t column) {
  std::vector<ImageTextRow> rows;
  for (std::int64_t index = 0; index < data.size(); ++index) {
    const std::vector<ImageTextData::Text>& texts = data.texts(index);
    for (std::size_t text = 0; text < texts.size(); ++text) {
      if (texts[text].column == column) rows.push_back({index, text});
    }
  }
  return rows;
}

}  // namespace

std::vector<std::vector<ImageTextRow>> batches_in_order(const ImageTextData& data,
                                                        std::int64_t batch_size, bool distinct) {
  std::vector<std::vector<ImageTextRow>> all;
  for (std::size_t column = 0; column < data.columns().size(); ++column) {
    const std::vector<ImageTextRow> in_order = rows_of_column(data, column);
    const std::int64_t size = std::ssize(in_order);
    const std::int64_t count = std::max<std::int64_t>(1, (size + batch_size - 1) / batch_size);
    BatchFiller filler(data, (size + count - 1) / count, count, distinct);
    for (const ImageTextRow& row : in_order) {
      if (filler.add(row)) continue;
      filler.add_batch();
      filler.add(row);
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
    const auto text = rng.below(std::ssize(data_.texts(index)));
    filler.add({index, static_cast<std::size_t>(text)});
  }
  batches_ = filler.take();
}

}  // namespace graft
