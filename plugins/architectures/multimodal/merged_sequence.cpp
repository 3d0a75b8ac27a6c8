#include "merged_sequence.h"

#include <algorithm>
#include <string>

#include "graft/error.h"

namespace graft {

namespace {

/// One position of a merged row: a token of the text, or a part of an image.
struct Place {
  std::int64_t row = 0;    // of the flattened embeddings
  std::int64_t token = 0;  // place in the row's ids; of an image, that of its token
  bool is_text = true;
};

using Row = std::vector<Place>;

enum class Mode { kTextAlone, kInFront, kExpanded, kOneToOne };

Mode mode_of(std::int64_t tokens, const ImageCount& count, std::int64_t batch) {
  if (count.images == 0) return Mode::kTextAlone;
  if (tokens == count.images * count.positions) return Mode::kOneToOne;
  if (tokens == count.images) return Mode::kExpanded;
  if (tokens == 0 && count.images == batch) return Mode::kInFront;
  const std::string images = std::to_string(count.images) + " images";
  if (tokens == 0) {
    throw InputError("image-count",
                     images + " and " + std::to_string(batch) + " texts without an image token",
                     "give one image for each text, or put image tokens into the texts");
  }
  throw InputError("image-count",
                   std::to_string(tokens) + " image tokens for " + images + " of " +
                       std::to_string(count.positions) + " positions each",
                   "give one token for each image, or one for each of its positions");
}

std::vector<Row> places_of(const Tensor& input_ids, const ImageCount& count, Mode mode,
                           std::optional<std::int64_t> image_token_id) {
  const std::int64_t batch = input_ids.dim(0);
  const std::int64_t seq = input_ids.dim(1);
  const std::int64_t* const ids = input_ids.data<std::int64_t>();
  std::int64_t next_feature = batch * seq;
  std::vector<Row> rows(static_cast<std::size_t>(batch));
  const auto append_image = [&](Row& row, std::int64_t positions, std::int64_t token) {
    for (std::int64_t i = 0; i < positions; ++i) row.push_back({next_feature++, token, false});
  };
  for (std::int64_t r = 0; r < batch; ++r) {
    Row& row = rows[static_cast<std::size_t>(r)];
    if (mode == Mode::kInFront) append_image(row, count.positions, -1);
    for (std::int64_t t = 0; t < seq; ++t) {
      const bool is_image =
          mode != Mode::kTextAlone && mode != Mode::kInFront && ids[r * seq + t] == image_token_id;
      if (is_image) {
        append_image(row, mode == Mode::kExpanded ? count.positions : 1, t);
      } else {
        row.push_back({r * seq + t, t, true});
      }
    }
  }
  return rows;
}

/// What follows at each position, from labels that are not moved: nothing where an image or padding
/// follows.
void shift_labels_of(const Row& row, const std::int64_t* labels, const std::int64_t* mask,
                     std::int64_t* shifted) {
  for (std::size_t i = 0; i + 1 < row.size(); ++i) {
    const Place& next = row[i + 1];
    if (next.is_text && (mask == nullptr || mask[next.token] != 0)) shifted[i] = labels[next.token];
  }
}

/// From labels that are moved already: an image predicts at its last position alone.
void place_shifted_labels(const Row& row, const std::int64_t* labels, std::int64_t* shifted) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    const bool is_last = i + 1 == row.size() || row[i + 1].token != row[i].token;
    if (is_last && row[i].token >= 0) shifted[i] = labels[row[i].token];
  }
}

const Tensor* checked_like_ids(const Batch& batch, const char* name) {
  const Tensor* tensor = batch.find(name);
  if (tensor == nullptr) return nullptr;
  const Shape& shape = batch.at("input_ids").shape();
  if (tensor->shape() == shape && tensor->dtype() == DType::kInt64) return tensor;
  throw InputError("bad-shape", std::string(name) + " " + name_of(tensor->dtype()) + " " +
                                    to_string(tensor->shape()) + " and input_ids " +
                                    to_string(shape) + " must both be i64 [batch, seq]");
}

}  // namespace

MergedSequence merged_sequence(const Batch& batch, const ImageCount& count,
                               std::optional<std::int64_t> image_token_id) {
  const Tensor& input_ids = batch.at("input_ids");
  if (input_ids.rank() != 2 || input_ids.numel() == 0 || input_ids.dtype() != DType::kInt64) {
    throw InputError("bad-shape", std::string("input_ids ") + name_of(input_ids.dtype()) + " " +
                                      to_string(input_ids.shape()) +
                                      " must be i64 [batch, seq] with at least one token");
  }
  const Tensor* const mask = checked_like_ids(batch, "attention_mask");
  const Tensor* const shifted = checked_like_ids(batch, "shift_labels");
  const Tensor* const labels = shifted == nullptr ? checked_like_ids(batch, "labels") : nullptr;
  const std::int64_t num_rows = input_ids.dim(0);
  const std::int64_t seq = input_ids.dim(1);
  const std::int64_t* const ids = input_ids.data<std::int64_t>();
  const std::int64_t tokens =
      image_token_id ? std::count(ids, ids + input_ids.numel(), *image_token_id) : 0;
  const Mode mode = mode_of(tokens, count, num_rows);
  const std::vector<Row> rows = places_of(input_ids, count, mode, image_token_id);

  MergedSequence merged;
  merged.is_text_alone = mode == Mode::kTextAlone;
  bool is_ragged = false;
  for (const Row& row : rows) {
    merged.length = std::max(merged.length, static_cast<std::int64_t>(row.size()));
    is_ragged = is_ragged || row.size() != rows.front().size();
  }
  const Shape shape = {num_rows, merged.length};
  merged.rows.assign(static_cast<std::size_t>(num_rows * merged.length), 0);
  if (mask != nullptr || is_ragged) merged.attention_mask = Tensor::zeros(shape, DType::kInt64);
  if (labels != nullptr || shifted != nullptr) {
    merged.shift_labels = Tensor(shape, DType::kInt64);
    std::fill_n(merged.shift_labels.data<std::int64_t>(), merged.shift_labels.numel(),
                kIgnoreIndex);
  }
  for (std::int64_t r = 0; r < num_rows; ++r) {
    const Row& row = rows[static_cast<std::size_t>(r)];
    const std::int64_t start = r * merged.length;
    const std::int64_t* const seen =
        mask == nullptr ? nullptr : mask->data<std::int64_t>() + r * seq;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const auto index = static_cast<std::size_t>(start) + i;
      merged.rows[index] = row[i].row;
      if (!merged.attention_mask.defined()) continue;
      const bool is_real = seen == nullptr || row[i].token < 0 || seen[row[i].token] != 0;
      merged.attention_mask.data<std::int64_t>()[index] = is_real ? 1 : 0;
    }
    if (!merged.shift_labels.defined()) continue;
    std::int64_t* const to = merged.shift_labels.data<std::int64_t>() + start;
    if (shifted != nullptr) {
      place_shifted_labels(row, shifted->data<std::int64_t>() + r * seq, to);
    } else {
      shift_labels_of(row, labels->data<std::int64_t>() + r * seq, seen, to);
    }
  }
  return merged;
}

}  // namespace graft
