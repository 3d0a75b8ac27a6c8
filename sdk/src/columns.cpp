#include "graft/columns.h"

#include <algorithm>
#include <utility>

#include "graft/json.h"
#include "graft/options.h"

namespace graft {

namespace {

std::vector<std::string> keys_of(const Value& row) {
  std::vector<std::string> keys;
  for (const Value::Member& member : row.as_map()) keys.push_back(member.key);
  std::sort(keys.begin(), keys.end());
  return keys;
}

std::string quoted(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "`" : ", `") + name + "`";
  return text.empty() ? "none" : text;
}

/// A number that was not kept as it is written: an integer of more than 64 bits, or one that no
/// float reaches. nullptr: none in the value.
const Value* inexact_number(const Value& value) {
  if (value.is_number()) return value.source_text().empty() ? nullptr : &value;
  if (!value.is_list()) return nullptr;
  for (const Value& entry : value.as_list()) {
    if (const Value* const found = inexact_number(entry)) return found;
  }
  return nullptr;
}

bool is_words(const Value& value) {
  const auto is_word = [](const Value& entry) { return entry.is_string() || entry.is_number(); };
  return value.is_list() && std::all_of(value.as_list().begin(), value.as_list().end(), is_word);
}

CellKind kind_of(const Value& value) {
  if (value.is_string() || value.is_bool()) return CellKind::kText;
  if (value.is_int()) return CellKind::kInteger;
  if (value.is_number()) return CellKind::kNumber;
  return is_words(value) ? CellKind::kWords : CellKind::kJson;
}

const char* name_of(CellKind kind) {
  switch (kind) {
    case CellKind::kText:
      return "text";
    case CellKind::kInteger:
    case CellKind::kNumber:
      return "numbers";
    case CellKind::kWords:
      return "lists of words";
    case CellKind::kJson:
      break;
  }
  return "mixed values";
}

/// The kind that covers both; kJson where none does.
CellKind common_kind(CellKind left, CellKind right) {
  const auto is_number = [](CellKind kind) {
    return kind == CellKind::kInteger || kind == CellKind::kNumber;
  };
  if (left == right) return left;
  return is_number(left) && is_number(right) ? CellKind::kNumber : CellKind::kJson;
}

std::string plain_text(const Value& value) {
  return value.is_string() ? value.as_string() : write_json(value);
}

Cell to_cell(const Value& value, CellKind kind) {
  switch (kind) {
    case CellKind::kInteger:
      return value.as_int();
    case CellKind::kNumber:
      return value.as_double();
    case CellKind::kWords: {
      std::vector<std::string> words;
      for (const Value& word : value.as_list()) words.push_back(plain_text(word));
      return words;
    }
    case CellKind::kText:
    case CellKind::kJson:
      break;
  }
  return plain_text(value);
}

Problem missing_field(const RowFile& file, const std::string& column, const std::string& field,
                      const std::vector<std::string>& fields) {
  const std::string near = nearest(field, fields);
  return {file.path(),
          file.fields_line(),
          0,
          "missing-field",
          "no field `" + field + "` for the column `" + column + "`; there are " + quoted(fields),
          near.empty() ? "name one of them in `" + column + ":` of the data"
                       : "did you mean `" + column + ": " + near + "`?"};
}

/// `kind`: that of the rows before; nullopt when this is the first one.
Problem wrong_type(const RowFile& file, std::size_t row, const std::string& field,
                   const Value& value, const std::optional<CellKind>& kind) {
  const CellKind found = kind_of(value);
  const std::string got = found == CellKind::kJson ? kind_name(value.kind()) : name_of(found);
  const std::string expected = kind ? name_of(*kind) : "text, a number or a list of words";
  return file.problem(row, "wrong-type",
                      "field `" + field + "`: expected " + expected + ", got " + got,
                      "give the field the same type in all rows");
}

}  // namespace

void Columns::learn(const RowFile& file, std::vector<Problem>& problems) {
  std::vector<std::string> first_keys;
  bool has_first = true;
  for (std::size_t i = 0; i < file.size() && problems.size() < kMostRowProblems; ++i) {
    try {
      const Value row = file.row(i);
      if (!has_first) continue;  // nothing to compare with
      std::vector<std::string> keys = keys_of(row);
      if (i == 0) {
        find_columns(file, row, problems);
        first_keys = std::move(keys);
      } else if (keys != first_keys) {
        problems.push_back(file.problem(
            i, "other-fields",
            "the row has the fields " + quoted(keys) + ", the first row has " + quoted(first_keys),
            "give all rows the same fields"));
        continue;
      }
      learn_row(file, i, row, problems);
    } catch (const InputError& error) {
      problems.insert(problems.end(), error.problems().begin(), error.problems().end());
      if (i == 0) has_first = false;
    }
  }
}

void Columns::find_columns(const RowFile& file, const Value& row, std::vector<Problem>& problems) {
  for (const auto& [column, field] : fields_) {
    columns_[column] = {field, true, columns_[column].kind};
    if (row.find(field) != nullptr) continue;
    problems.push_back(missing_field(file, column, field, keys_of(row)));
  }
  const auto is_used = [this](const std::string& field) {
    return std::any_of(fields_.begin(), fields_.end(),
                       [&field](const auto& entry) { return entry.second == field; });
  };
  for (const std::string& field : keys_of(row)) {
    if (fields_.count(field) > 0 || is_used(field)) continue;
    const bool strict = std::find(strict_.begin(), strict_.end(), field) != strict_.end();
    columns_[field] = {field, strict, columns_[field].kind};
  }
}

void Columns::learn_row(const RowFile& file, std::size_t index, const Value& row,
                        std::vector<Problem>& problems) {
  for (auto& [name, column] : columns_) {
    const Value* const value = row.find(column.field);
    if (value == nullptr) continue;
    if (const Value* const number = inexact_number(*value)) {
      problems.push_back(file.problem(index, "out-of-range",
                                      "field `" + column.field + "`: the number " +
                                          number->source_text().substr(0, 40) +
                                          " is beyond 64 bits",
                                      "write it in quotes, as text"));
      continue;
    }
    const CellKind kind = kind_of(*value);
    const CellKind common = column.kind ? common_kind(*column.kind, kind) : kind;
    if (!column.strict || common != CellKind::kJson) {
      column.kind = common;
      continue;
    }
    problems.push_back(wrong_type(file, index, column.field, *value, column.kind));
  }
}

Example Columns::example(const Value& row) const {
  Example example;
  for (const auto& [name, column] : columns_) {
    const Value* const value = row.find(column.field);
    if (value != nullptr) example.columns.emplace(name, to_cell(*value, *column.kind));
  }
  return example;
}

}  // namespace graft
