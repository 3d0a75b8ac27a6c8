#include "framework/data/labels.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <map>
#include <set>

#include "framework/data/example_problems.h"
#include "graft/error.h"
#include "graft/options.h"

namespace graft {

namespace {

constexpr std::int64_t kAll = std::numeric_limits<std::int64_t>::max();

/// The first labels, for messages.
std::string listed(const std::vector<std::string>& labels) {
  constexpr std::size_t kMost = 10;
  std::string text;
  for (std::size_t k = 0; k < std::min(labels.size(), kMost); ++k) {
    text += (k == 0 ? "\"" : ", \"") + labels[k] + '"';
  }
  return labels.size() > kMost ? text + ", …" : text;
}

/// What `read` takes from an example. What it throws is about the example.
template <typename Read>
decltype(auto) in_example(const Example& example, const std::string& split, std::int64_t index,
                          const Read& read) {
  try {
    return read();
  } catch (const InputError& error) {
    const Problem& problem = error.problems().front();
    if (problem.code != "missing-column") {
      throw example_error(example, split, index, problem.code, problem.message, problem.hint);
    }
    // No row of a file is to blame, but what names the columns.
    throw InputError(problem.code, example_name(split, index) + ": " + problem.message,
                     problem.hint);
  }
}

std::vector<std::string> at_least_two(const std::set<std::string>& labels,
                                      const std::string& column) {
  if (labels.size() >= 2) return {labels.begin(), labels.end()};
  const std::string found = labels.empty() ? "no label" : "one label, \"" + *labels.begin() + '"';
  throw InputError("too-few-labels",
                   "the training split has " + found + "; classification needs two or more",
                   "check the column that `" + column + "` names");
}

}  // namespace

std::vector<std::string> read_labels(const Dataset& dataset) {
  const std::vector<std::string> all = training_labels(dataset);
  return at_least_two({all.begin(), all.end()}, "label");
}

std::vector<std::string> training_labels(const Dataset& dataset) {
  std::vector<std::string> labels;
  for_each_example(dataset, "train", kAll, [&](const Example& example, std::int64_t index) {
    labels.push_back(label_at(example, "train", index));
  });
  return labels;
}

std::vector<std::string> read_label_lists(const Dataset& dataset, const std::string& column) {
  std::set<std::string> labels;
  for_each_example(dataset, "train", kAll, [&](const Example& example, std::int64_t index) {
    for (const std::string& label : list_at(example, column, "train", index)) {
      if (label.empty()) {
        throw example_error(example, "train", index, "empty-label",
                            "`" + column + "` holds an empty label",
                            "remove it, or give it a name");
      }
      labels.insert(label);
    }
  });
  return at_least_two(labels, column);
}

std::int64_t label_index(const std::vector<std::string>& labels, const std::string& label,
                         const Example& example, const std::string& split, std::int64_t index) {
  const auto found = std::find(labels.begin(), labels.end(), label);
  if (found != labels.end()) return found - labels.begin();
  const std::string near = nearest(label, labels);
  throw example_error(example, split, index, "unknown-label",
                      "the label \"" + label + "\" is none of the model's: " + listed(labels),
                      near.empty()
                          ? "a model has the labels of the training split that it learned from"
                          : "did you mean \"" + near + "\"?");
}

std::string label_at(const Example& example, const std::string& split, std::int64_t index) {
  std::string label = text_at(example, "label", split, index);
  if (!label.empty()) return label;
  throw example_error(example, split, index, "empty-label", "the label is empty",
                      "remove it, or give it a name");
}

std::string text_at(const Example& example, const std::string& column, const std::string& split,
                    std::int64_t index) {
  return in_example(example, split, index, [&] { return example.text(column); });
}

const Cell& cell_at(const Example& example, const std::string& column, const std::string& split,
                    std::int64_t index) {
  return in_example(example, split, index, [&]() -> const Cell& { return example.at(column); });
}

const std::vector<std::string>& list_at(const Example& example, const std::string& column,
                                        const std::string& split, std::int64_t index) {
  const auto* const list =
      std::get_if<std::vector<std::string>>(&cell_at(example, column, split, index));
  if (list != nullptr) return *list;
  throw example_error(example, split, index, "wrong-type", "`" + column + "` is no list of words",
                      "write a list, one entry for each");
}

double number_at(const Example& example, const std::string& column, const std::string& split,
                 std::int64_t index) {
  const Cell& cell = cell_at(example, column, split, index);
  if (const auto* const whole = std::get_if<std::int64_t>(&cell)) {
    return static_cast<double>(*whole);
  }
  if (const auto* const number = std::get_if<double>(&cell)) return *number;
  if (const auto* const text = std::get_if<std::string>(&cell)) {
    double number = 0.0;
    const char* const end = text->data() + text->size();
    const auto parsed = std::from_chars(text->data(), end, number);
    if (parsed.ec == std::errc() && parsed.ptr == end) return number;
  }
  throw example_error(example, split, index, "wrong-type", "`" + column + "` is no number",
                      "name a column of numbers");
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
    std::int64_t& left = wanted[label_at(dataset.example("train", i), "train", i)];
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

}  // namespace graft
