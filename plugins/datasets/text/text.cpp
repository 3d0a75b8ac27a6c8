#include "text.h"

#include <cstdint>
#include <string_view>
#include <utility>

#include "graft/error.h"
#include "graft/split_files.h"
#include "graft/text_file.h"

namespace graft {

Schema<TextOptions> TextOptions::schema() {
  return Schema<TextOptions>()
      .field("path", &TextOptions::path,
             "a text file, or a folder with train.txt, valid.txt and test.txt", required(),
             graft::path())
      .field("document", &TextOptions::document, "what one example is",
             one_of({"file", "line", "paragraph"}))
      .field("validation_share", &TextOptions::validation_share,
             "share of the training text, at its end, that validates where no file does",
             in_range(0.0, 0.9));
}

Text::Text(const TextOptions& options) {
  std::vector<Problem> problems;
  for (const auto& [split, path] : find_split_files(options.path, {".txt"})) {
    try {
      const File& file = files_.emplace_back(read(path, options.document));
      splits_.add(split, path, static_cast<std::int64_t>(file.documents.size()));
    } catch (const InputError& error) {
      problems.insert(problems.end(), error.problems().begin(), error.problems().end());
    }
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  hold_out(options);
}

Text::File Text::read(const std::string& path, const std::string& document) {
  File file;
  file.content = read_text_file(path);
  require_text(file.content, 0, file.content.size(), path);
  use_line_feeds(file.content);
  file.documents = find_documents(file.content, document);
  if (file.documents.empty()) {
    throw InputError({Problem{path, 0, 0, "empty-data", "holds no text",
                              "name a file with text, or remove it"}});
  }
  return file;
}

void Text::hold_out(const TextOptions& options) {
  if (options.document != "file" || options.validation_share <= 0.0) {
    return splits_.hold_out(options.path, options.validation_share);
  }
  splits_.require_hold_out(options.path);
  divide_training_file(options.validation_share);
}

/// The one document of the training split becomes two, and the second validates.
void Text::divide_training_file(double share) {
  const DatasetSplits::Place place = splits_.at("train", 0);
  File& file = files_[place.file];
  TextRange& all = file.documents.front();
  const std::string_view text = std::string_view(file.content).substr(all.begin, all.size);
  const std::size_t begin = held_out_begin(text, share);
  if (begin == 0 || begin >= text.size()) held_out_count(1, share);  // throws: nothing to divide
  const TextRange last{all.begin + begin, all.size - begin};
  all.size = begin;
  file.documents.push_back(last);
  splits_.divide_training(1, 1);
}

Example Text::example(const std::string& split, std::int64_t index) const {
  const DatasetSplits::Place place = splits_.at(split, index);
  const File& file = files_[place.file];
  const TextRange& range = file.documents[static_cast<std::size_t>(place.index)];
  Example example;
  example.columns["text"] = file.content.substr(range.begin, range.size);
  return example;
}

}  // namespace graft
