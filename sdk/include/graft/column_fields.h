#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "graft/export.h"
#include "graft/options.h"

namespace graft {

/// The field that a column is read from; none: the field with the column's own name, if there is
/// one.
using FieldName = std::optional<std::string>;

/// Options of data sets that say where the columns of tasks come from. An options struct derives
/// from it and passes its schema to `add_to`.
struct GRAFT_API ColumnFields {
  FieldName text;
  FieldName text_pair;
  FieldName label;
  FieldName labels;
  FieldName source;
  FieldName target;
  FieldName tokens;
  FieldName tags;
  FieldName question;
  FieldName context;
  FieldName answer;

  /// The fields that are given, by column.
  std::map<std::string, std::string> fields() const;

  /// One of the members above.
  struct Column {
    const char* name;
    FieldName ColumnFields::*member;
    const char* doc;
  };
  static const std::vector<Column>& all();
  static std::vector<std::string> names();

  template <typename Options>
  static void add_to(Schema<Options>& schema) {
    for (const Column& column : all()) {
      schema.field(column.name, static_cast<FieldName Options::*>(column.member), column.doc);
    }
  }
};

}  // namespace graft
