#include "jsonl.h"

#include <array>
#include <utility>

#include "graft/split_files.h"

namespace graft {

namespace {

struct CanonicalColumn {
  const char* name;
  FieldName JsonlOptions::*member;
  const char* doc;
};

constexpr std::array<CanonicalColumn, 10> kCanonicalColumns = {{
    {"text", &JsonlOptions::text, "field with the text"},
    {"text_pair", &JsonlOptions::text_pair, "field with the second text of a pair"},
    {"label", &JsonlOptions::label, "field with the class"},
    {"source", &JsonlOptions::source, "field with the text to translate or shorten"},
    {"target", &JsonlOptions::target, "field with the translation or summary"},
    {"tokens", &JsonlOptions::tokens, "field with the words of a sentence"},
    {"tags", &JsonlOptions::tags, "field with a tag for each word"},
    {"question", &JsonlOptions::question, "field with the question"},
    {"context", &JsonlOptions::context, "field with the text that answers the question"},
    {"answer", &JsonlOptions::answer, "field with the answer"},
}};

std::vector<std::string> canonical_names() {
  std::vector<std::string> names;
  names.reserve(kCanonicalColumns.size());
  for (const CanonicalColumn& column : kCanonicalColumns) names.emplace_back(column.name);
  return names;
}

}  // namespace

Schema<JsonlOptions> JsonlOptions::schema() {
  Schema<JsonlOptions> schema;
  schema
      .field("path", &JsonlOptions::path,
             "a JSONL file, or a folder with train.jsonl, valid.jsonl and test.jsonl", required(),
             graft::path())
      .field("validation_share", &JsonlOptions::validation_share,
             "share of the training rows, at their end, that validates where no file does",
             in_range(0.0, 0.9));
  for (const CanonicalColumn& column : kCanonicalColumns) {
    schema.field(column.name, column.member, column.doc);
  }
  return schema;
}

std::map<std::string, std::string> JsonlOptions::fields() const {
  std::map<std::string, std::string> fields;
  for (const CanonicalColumn& column : kCanonicalColumns) {
    const FieldName& field = this->*column.member;
    if (field) fields.emplace(column.name, *field);
  }
  return fields;
}

Jsonl::Jsonl(const JsonlOptions& options) : columns_(options.fields(), canonical_names()) {
  const auto paths = find_split_files(options.path, ".jsonl");
  files_.reserve(paths.size());  // splits_ points into it
  std::vector<Problem> problems;
  for (const auto& [split, path] : paths) {
    const JsonlFile& file = files_.emplace_back(path);
    splits_[split] = {&file, 0, static_cast<std::int64_t>(file.size())};
    if (file.size() == 0) {
      problems.push_back({path, 0, 0, "empty-data", "holds no rows", "add some, or remove it"});
    }
    columns_.learn(file, problems);
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  if (options.validation_share > 0.0) hold_out(options.path, options.validation_share);
}

void Jsonl::hold_out(const std::string& path, double share) {
  const auto train = splits_.find("train");
  const auto validation = splits_.find("validation");
  if (train == splits_.end() || validation != splits_.end()) {
    throw InputError({Problem{path, 0, 0, "conflicting-option",
                              train == splits_.end()
                                  ? "validation_share needs a training split, and there is none"
                                  : "validation_share is given, but there is a validation file, " +
                                        validation->second.file->path(),
                              "remove validation_share"}});
  }
  Split held_out = train->second;
  held_out.begin = held_out.end - held_out_count(held_out.end, share);
  train->second.end = held_out.begin;
  splits_["validation"] = held_out;
}

std::vector<std::string> Jsonl::splits() const {
  std::vector<std::string> names;
  for (const char* const name : {"train", "validation", "test"}) {
    if (splits_.count(name) > 0) names.emplace_back(name);
  }
  return names;
}

std::int64_t Jsonl::size(const std::string& split) const {
  const Split& part = split_at(split);
  return part.end - part.begin;
}

Example Jsonl::example(const std::string& split, std::int64_t index) const {
  const Split& part = split_at(split);
  if (index < 0 || index >= part.end - part.begin) {
    throw InputError("out-of-range", "jsonl: split \"" + split + "\" has " +
                                         std::to_string(size(split)) + " examples, asked for " +
                                         std::to_string(index));
  }
  return columns_.example(part.file->row(static_cast<std::size_t>(part.begin + index)));
}

const Jsonl::Split& Jsonl::split_at(const std::string& split) const {
  const auto found = splits_.find(split);
  if (found != splits_.end()) return found->second;
  std::string present;
  for (const std::string& name : splits()) present += (present.empty() ? "" : ", ") + name;
  throw InputError("missing-split", "jsonl: no split \"" + split + "\"", "there is " + present);
}

}  // namespace graft
