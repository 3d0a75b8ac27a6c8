#include "framework/data/classification_data.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "framework/data/model_text.h"
#include "graft/error.h"
#include "graft/options.h"
#include "graft/parallel.h"
#include "graft/random.h"

namespace graft {

std::vector<std::string> read_labels(const Dataset& dataset) {
  std::set<std::string> labels;
  const std::int64_t size = dataset.size("train");
  for (std::int64_t i = 0; i < size; ++i) labels.insert(dataset.example("train", i).text("label"));
  if (labels.size() < 2) {
    const std::string found = labels.empty() ? "no label" : "one label, \"" + *labels.begin() + '"';
    throw InputError("too-few-labels",
                     "the training split has " + found + "; classification needs two or more",
                     "check the column that `label` names");
  }
  return {labels.begin(), labels.end()};
}

std::int64_t label_index(const std::vector<std::string>& labels, const std::string& label,
                         const std::string& split, std::int64_t index) {
  const auto found = std::find(labels.begin(), labels.end(), label);
  if (found != labels.end()) return found - labels.begin();
  const std::string near = nearest(label, labels);
  throw InputError("unknown-label",
                   "example " + std::to_string(index) + " of the " + split +
                       " split has the label \"" + label + "\", which training does not know",
                   near.empty() ? "the labels are those of the training split"
                                : "did you mean \"" + near + "\"?");
}

bool has_split(const Dataset& dataset, const std::string& split) {
  const std::vector<std::string> splits = dataset.splits();
  return std::find(splits.begin(), splits.end(), split) != splits.end();
}

std::string final_split(const Dataset& dataset) {
  for (const char* split : {"test", "validation"}) {
    if (has_split(dataset, split)) return split;
  }
  throw InputError("missing-split", "the data has neither a test nor a validation split",
                   "add one, or hold out a share of the training split");
}

std::vector<std::int64_t> all_examples(const Dataset& dataset, const std::string& split) {
  std::vector<std::int64_t> indices(static_cast<std::size_t>(dataset.size(split)));
  std::iota(indices.begin(), indices.end(), 0);
  return indices;
}

std::vector<std::int64_t> choose_examples(const Dataset& dataset,
                                          const std::vector<std::string>& labels,
                                          std::int64_t count, const std::string& key) {
  const std::int64_t size = dataset.size("train");
  std::vector<std::int64_t> chosen;
  // Label k gets its share of what is left, so that the shares add up to the count.
  std::map<std::string, std::int64_t> wanted;
  const auto num_labels = static_cast<std::int64_t>(labels.size());
  for (std::int64_t k = 0; k < num_labels; ++k) {
    wanted[labels[static_cast<std::size_t>(k)]] =
        count * (k + 1) / num_labels - count * k / num_labels;
  }
  for (std::int64_t i = 0; i < size && static_cast<std::int64_t>(chosen.size()) < count; ++i) {
    std::int64_t& left = wanted[dataset.example("train", i).text("label")];
    if (left <= 0) continue;
    --left;
    chosen.push_back(i);
  }
  if (static_cast<std::int64_t>(chosen.size()) < count) {
    throw InputError("too-little-data",
                     key + ": " + std::to_string(count) +
                         " examples, evenly from each label, are wanted; the training split has " +
                         std::to_string(chosen.size()),
                     "ask for fewer");
  }
  return chosen;
}

ClassificationSplit encode_split(const Dataset& dataset, const std::string& split,
                                 const std::vector<std::int64_t>& indices,
                                 const std::vector<std::string>& labels, const Tokenizer& tokenizer,
                                 const Architecture& model) {
  std::vector<ModelText> texts(indices.size());
  ClassificationSplit result;
  result.labels.resize(indices.size());
  parallel_tasks(std::ssize(indices), [&](std::int64_t task, int) {
    const auto i = static_cast<std::size_t>(task);
    const std::int64_t index = indices[i];
    const Example example = dataset.example(split, index);
    result.labels[i] = label_index(labels, example.text("label"), split, index);
    const std::string text = example.text("text");
    if (text.empty()) {
      throw InputError(
          "empty-text",
          "example " + std::to_string(index) + " of the " + split + " split has an empty text",
          "remove it, or give it words");
    }
    texts[i] = model_text(text, tokenizer, model);
  });
  for (ModelText& text : texts) {
    if (text.is_cut) ++result.truncated;
    result.input_ids.push_back(std::move(text.ids));
  }
  return result;
}

Batch make_batch(const ClassificationSplit& split, const std::vector<std::int64_t>& rows,
                 std::int64_t pad_id) {
  std::size_t longest = 0;
  for (const std::int64_t row : rows) {
    longest = std::max(longest, split.input_ids[static_cast<std::size_t>(row)].size());
  }
  const auto batch_size = static_cast<std::int64_t>(rows.size());
  const auto seq = static_cast<std::int64_t>(longest);
  Batch batch;
  Tensor ids({batch_size, seq}, DType::kInt64);
  Tensor mask = Tensor::zeros({batch_size, seq}, DType::kInt64);
  Tensor labels({batch_size}, DType::kInt64);
  std::fill_n(ids.data<std::int64_t>(), ids.numel(), pad_id);
  for (std::int64_t i = 0; i < batch_size; ++i) {
    const auto row = static_cast<std::size_t>(rows[static_cast<std::size_t>(i)]);
    const std::vector<std::int64_t>& text = split.input_ids[row];
    std::copy(text.begin(), text.end(), ids.data<std::int64_t>() + i * seq);
    std::fill_n(mask.data<std::int64_t>() + i * seq, text.size(), 1);
    labels.data<std::int64_t>()[i] = split.labels[row];
  }
  batch["input_ids"] = ids;
  batch["attention_mask"] = mask;
  batch["labels"] = labels;
  return batch;
}

std::vector<std::int64_t> shuffled_rows(std::int64_t size, std::int64_t first, std::int64_t count,
                                        std::uint64_t seed) {
  std::vector<std::int64_t> rows;
  std::int64_t epoch = -1;
  std::vector<std::int64_t> order;
  for (std::int64_t i = first; i < first + count; ++i) {
    if (i / size != epoch) {
      epoch = i / size;
      order = Rng(mix_seed(seed, 3, static_cast<std::uint64_t>(epoch))).permutation(size);
    }
    rows.push_back(order[static_cast<std::size_t>(i % size)]);
  }
  return rows;
}

}  // namespace graft
