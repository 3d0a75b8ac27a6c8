#include "text.h"

#include <utility>

#include "graft/file.h"
#include "graft/split_files.h"
#include "graft/utf8.h"

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
  const auto files = find_split_files(options.path, ".txt");
  for (const auto& [split, path] : files) read(split, path, options.document);
  if (options.validation_share <= 0.0) return;
  if (files.count("validation") > 0 || files.count("train") == 0) {
    throw InputError({Problem{options.path, 0, 0, "conflicting-option",
                              files.count("train") == 0
                                  ? "validation_share needs a training split, and there is none"
                                  : "validation_share is given, but there is a validation file, " +
                                        files.at("validation"),
                              "remove validation_share"}});
  }
  hold_out(options.validation_share, options.document);
}

void Text::read(const std::string& split, const std::string& path, const std::string& document) {
  const std::string& content = files_.emplace(path, read_file(path)).first->second;
  require_utf8(content, path);
  std::vector<TextRange> documents = find_documents(content, document);
  if (documents.empty()) {
    throw InputError({Problem{path, 0, 0, "empty-data", "holds no text",
                              "name a file with text, or remove it"}});
  }
  splits_[split] = {path, std::move(documents)};
}

void Text::hold_out(double share, const std::string& document) {
  Split& train = splits_.at("train");
  Split validation{train.file, {}};
  if (document == "file") {
    TextRange& all = train.documents.front();
    const std::string_view text =
        std::string_view(files_.at(train.file)).substr(all.begin, all.size);
    const std::size_t begin = held_out_begin(text, share);
    if (begin == 0 || begin >= text.size()) held_out_count(1, share);  // throws: nothing to divide
    validation.documents.push_back({all.begin + begin, all.size - begin});
    all.size = begin;
  } else {
    const auto count = static_cast<std::int64_t>(train.documents.size());
    const auto first = train.documents.end() - held_out_count(count, share);
    validation.documents.assign(first, train.documents.end());
    train.documents.erase(first, train.documents.end());
  }
  splits_["validation"] = std::move(validation);
}

std::vector<std::string> Text::splits() const {
  std::vector<std::string> names;
  for (const char* const name : {"train", "validation", "test"}) {
    if (splits_.count(name) > 0) names.emplace_back(name);
  }
  return names;
}

std::int64_t Text::size(const std::string& split) const {
  return static_cast<std::int64_t>(split_at(split).documents.size());
}

Example Text::example(const std::string& split, std::int64_t index) const {
  const Split& part = split_at(split);
  if (index < 0 || index >= size(split)) {
    throw InputError("out-of-range", "text: split \"" + split + "\" has " +
                                         std::to_string(size(split)) + " examples, asked for " +
                                         std::to_string(index));
  }
  const TextRange& range = part.documents[static_cast<std::size_t>(index)];
  Example example;
  example.columns["text"] = files_.at(part.file).substr(range.begin, range.size);
  return example;
}

const Text::Split& Text::split_at(const std::string& split) const {
  const auto found = splits_.find(split);
  if (found != splits_.end()) return found->second;
  std::string present;
  for (const std::string& name : splits()) present += (present.empty() ? "" : ", ") + name;
  throw InputError("missing-split", "text: no split \"" + split + "\"", "there is " + present);
}

}  // namespace graft
