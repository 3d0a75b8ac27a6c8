#include "graft/column_fields.h"

namespace graft {

const std::vector<ColumnFields::Column>& ColumnFields::all() {
  static const std::vector<Column> all = {
      {"text", &ColumnFields::text, "field with the text"},
      {"text_pair", &ColumnFields::text_pair, "field with the second text of a pair"},
      {"label", &ColumnFields::label, "field with the class"},
      {"labels", &ColumnFields::labels, "field with a list of classes"},
      {"source", &ColumnFields::source, "field with the text to translate or shorten"},
      {"target", &ColumnFields::target, "field with the translation or summary"},
      {"tokens", &ColumnFields::tokens, "field with the words of a sentence"},
      {"tags", &ColumnFields::tags, "field with a tag for each word"},
      {"question", &ColumnFields::question, "field with the question"},
      {"context", &ColumnFields::context, "field with the text that answers the question"},
      {"answer", &ColumnFields::answer, "field with the answer"},
  };
  return all;
}

std::vector<std::string> ColumnFields::names() {
  std::vector<std::string> names;
  for (const Column& column : all()) names.emplace_back(column.name);
  return names;
}

std::map<std::string, std::string> ColumnFields::fields() const {
  std::map<std::string, std::string> fields;
  for (const Column& column : all()) {
    const FieldName& field = this->*column.member;
    if (field) fields.emplace(column.name, *field);
  }
  return fields;
}

}  // namespace graft
