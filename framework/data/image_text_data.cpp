#include "framework/data/image_text_data.h"

#include <algorithm>
#include <set>
#include <utility>

#include "graft/error.h"
#include "graft/image.h"
#include "graft/random.h"

namespace graft {

namespace {

constexpr std::int64_t kKeptBytes = std::int64_t{1} << 29;

std::string place_of(std::int64_t index, const std::string& split) {
  return "example " + std::to_string(index) + " of the " + split + " split";
}

const Tensor& picture_of(const Example& example, std::int64_t index, const std::string& split) {
  const Cell& cell = example.at("image");
  if (const auto* const image = std::get_if<Tensor>(&cell)) return *image;
  throw InputError("no-image", place_of(index, split) + ": `image` is no picture",
                   "use a dataset of images");
}

}  // namespace

std::vector<std::string> caption_columns(const std::vector<std::string>& named) {
  return named.empty() ? std::vector<std::string>{"caption"} : named;
}

ImageTextData::ImageTextData(const Dataset& dataset, std::string split,
                             std::vector<std::string> columns, const Tokenizer& tokenizer,
                             const ImageInput& input)
    : dataset_(dataset), split_(std::move(split)), columns_(std::move(columns)), input_(input) {
  const EncodeOptions plain{.add_special_tokens = false, .parse_special_tokens = false};
  const std::int64_t count = dataset.size(split_);
  const std::int64_t bytes = count * 3 * input.size * input.size * size_of(DType::kFloat32);
  if (bytes <= kKeptBytes) images_.resize(static_cast<std::size_t>(count));
  for (std::int64_t index = 0; index < count; ++index) {
    const Example example = dataset.example(split_, index);
    std::vector<Text> texts;
    for (const std::string& column : columns_) {
      Text text;
      text.text = example.text(column);
      text.tokens = tokenizer.encode(text.text, plain);
      if (text.tokens.empty()) {
        throw InputError("empty-text", place_of(index, split_) + " has an empty `" + column + "`",
                         "remove it, or give it words");
      }
      texts.push_back(std::move(text));
    }
    texts_.push_back(std::move(texts));
    const Tensor& picture = picture_of(example, index, split_);
    if (!images_.empty()) {
      images_[static_cast<std::size_t>(index)] =
          graft::pixel_values(picture, input_.size, input_.mean, input_.std);
    }
  }
}

const std::string& ImageTextData::text(std::int64_t index, std::size_t column) const {
  return texts_.at(static_cast<std::size_t>(index)).at(column).text;
}

const std::vector<std::int64_t>& ImageTextData::tokens(std::int64_t index,
                                                       std::size_t column) const {
  return texts_.at(static_cast<std::size_t>(index)).at(column).tokens;
}

Tensor ImageTextData::image(std::int64_t index) {
  if (!images_.empty()) return images_[static_cast<std::size_t>(index)];
  const Example example = dataset_.example(split_, index);
  return graft::pixel_values(picture_of(example, index, split_), input_.size, input_.mean,
                             input_.std);
}

Tensor ImageTextData::pixel_values(const std::vector<std::int64_t>& indices) {
  const auto count = static_cast<std::int64_t>(indices.size());
  Tensor values({count, 3, input_.size, input_.size});
  const std::int64_t size = 3 * input_.size * input_.size;
  for (std::int64_t i = 0; i < count; ++i) {
    const Tensor one = image(indices[static_cast<std::size_t>(i)]);
    std::copy_n(one.data<float>(), size, values.data<float>() + i * size);
  }
  return values;
}

ImageTextSampler::ImageTextSampler(const ImageTextData& data, std::int64_t batch_size,
                                   bool distinct, std::uint64_t seed)
    : data_(data), batch_size_(batch_size), distinct_(distinct), seed_(seed) {
  if (data.size() == 0) {
    throw InputError("too-little-data", "the training split has no examples", "add some");
  }
}

std::int64_t ImageTextSampler::epoch_size() const {
  return std::max<std::int64_t>(1, data_.size() / batch_size_);
}

std::vector<ImageTextRow> ImageTextSampler::batch(std::int64_t k) {
  const std::int64_t epoch = k / epoch_size();
  if (epoch != epoch_) fill(epoch);
  return batches_[static_cast<std::size_t>(k % epoch_size())];
}

/// Puts each example, in random order, into the first batch that has room and no equal text.
void ImageTextSampler::fill(std::int64_t epoch) {
  Rng rng(mix_seed(seed_, 11, static_cast<std::uint64_t>(epoch)));
  epoch_ = epoch;
  batches_.assign(static_cast<std::size_t>(epoch_size()), {});
  std::vector<std::set<std::string>> texts(batches_.size());
  std::size_t first_open = 0;
  for (const std::int64_t index : rng.permutation(data_.size())) {
    ImageTextRow row;
    row.index = index;
    row.column =
        static_cast<std::size_t>(rng.below(static_cast<std::int64_t>(data_.columns().size())));
    const std::string& text = data_.text(index, row.column);
    for (std::size_t i = first_open; i < batches_.size(); ++i) {
      if (std::ssize(batches_[i]) >= batch_size_) continue;
      if (distinct_ && !texts[i].insert(text).second) continue;
      batches_[i].push_back(row);
      break;
    }
    while (first_open < batches_.size() && std::ssize(batches_[first_open]) >= batch_size_) {
      ++first_open;
    }
  }
}

}  // namespace graft
