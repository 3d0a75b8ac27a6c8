#include "option_check.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>
#include <utility>

#include "graft/json.h"
#include "graft/utf8.h"

namespace graft {

namespace {

std::string number_text(double number) {
  if (number == std::floor(number) && std::fabs(number) < 1e15) {
    return std::to_string(static_cast<std::int64_t>(number));
  }
  return write_json(Value(number));
}

/// "an integer >= 1", "a number in [0, 1]", "one of `a`, `b`".
std::string expectation(const Field& field) {
  if (!field.choices.empty()) {
    std::string text = "one of";
    for (const std::string& choice : field.choices) {
      text += (text.back() == 'f' ? " `" : ", `") + choice + "`";
    }
    return text;
  }
  std::string text = "a value";
  if (field.type == "int") text = "an integer";
  if (field.type == "float") text = "a number";
  if (field.type == "bool") text = "true or false";
  if (field.type == "string") text = "a string";
  if (field.type == "path") text = "a path";
  if (field.type.starts_with("list")) text = "a " + field.type;
  if (field.type.starts_with("map")) text = "a " + field.type;
  if (field.min && field.max) {
    text += " in [" + number_text(*field.min) + ", " + number_text(*field.max) + "]";
  } else if (field.min) {
    text += (field.min_excluded ? " > " : " >= ") + number_text(*field.min);
  } else if (field.max) {
    text += " <= " + number_text(*field.max);
  }
  return text;
}

std::string shown(const Value& value) {
  std::string text =
      value.is_string() || value.source_text().empty() ? write_json(value) : value.source_text();
  // JSON has no infinity.
  if (value.is_number() && text == "null") text = std::to_string(value.as_double());
  if (text.size() > 60) {
    std::size_t end = 57;
    while (end > 0 && continues_character(text[end])) --end;
    text = text.substr(0, end) + "...";
  }
  return text;
}

std::string example(const Field& field) {
  std::string good = "...";
  if (!field.default_value.is_null()) {
    good = write_json(field.default_value);
  } else if (!field.choices.empty()) {
    good = field.choices.front();
  } else if (field.type == "int") {
    good = number_text(field.min ? *field.min + (field.min_excluded ? 1 : 0) : 1);
  } else if (field.type == "float") {
    good = "0.1";
  } else if (field.type == "bool") {
    good = "true";
  } else {
    return "";
  }
  return "write for example `" + field.name + ": " + good + "`";
}

/// A string, or a plain scalar whose spelling is meant as one.
bool make_string(Value& value) {
  if (value.is_string()) return true;
  if (value.source_text().empty() || value.is_list() || value.is_map() || value.is_null()) {
    return false;
  }
  Value text(value.source_text());
  text.set_mark(value.mark());
  value = std::move(text);
  return true;
}

bool make_float(Value& value) {
  if (!value.is_number()) return false;
  if (value.is_int()) {
    Value number(value.as_double());
    number.set_mark(value.mark());
    number.set_source_text(value.source_text());
    value = std::move(number);
  }
  return true;
}

bool make_list(Value& value, bool (*make)(Value&)) {
  return value.is_list() && std::all_of(value.as_list().begin(), value.as_list().end(), make);
}

bool make_type(const std::string& type, Value& value) {
  const auto make_int = [](Value& entry) { return entry.is_int(); };
  if (type == "int") return value.is_int();
  if (type == "float") return make_float(value);
  if (type == "bool") return value.is_bool();
  if (type == "string" || type == "path") return make_string(value);
  if (type == "list of int") return make_list(value, make_int);
  if (type == "list of float") return make_list(value, make_float);
  if (type == "list of string") return make_list(value, make_string);
  if (type == "map of string") {
    return value.is_map() && std::all_of(value.as_map().begin(), value.as_map().end(),
                                         [](Value::Member& m) { return make_string(m.value); });
  }
  if (type == "map of list of string") {
    return value.is_map() &&
           std::all_of(value.as_map().begin(), value.as_map().end(),
                       [](Value::Member& m) { return make_list(m.value, make_string); });
  }
  return true;
}

/// Whether a number is finite, also as the f32 that options of type float may be.
bool is_finite(const Field& field, const Value& value) {
  if (value.is_list()) {
    return std::all_of(value.as_list().begin(), value.as_list().end(),
                       [&field](const Value& entry) { return is_finite(field, entry); });
  }
  if (!value.is_number()) return true;
  const double largest = field.type.ends_with("float")
                             ? static_cast<double>(std::numeric_limits<float>::max())
                             : std::numeric_limits<double>::max();
  return std::fabs(value.as_double()) <= largest;
}

bool in_bounds(const Field& field, const Value& value) {
  if (value.is_number()) {
    const double number = value.as_double();
    if (field.min && (number < *field.min || (field.min_excluded && number == *field.min))) {
      return false;
    }
    return !field.max || number <= *field.max;
  }
  if (value.is_list()) {
    return std::all_of(value.as_list().begin(), value.as_list().end(),
                       [&field](const Value& entry) { return in_bounds(field, entry); });
  }
  if (value.is_string() && !field.choices.empty()) {
    return std::find(field.choices.begin(), field.choices.end(), value.as_string()) !=
           field.choices.end();
  }
  return true;
}

}  // namespace

bool check_option(const Field& field, const std::string& where, Value& value,
                  std::vector<Problem>& problems) {
  const Value given = value;
  if (!make_type(field.type, value)) {
    problems.push_back(given.problem(
        "wrong-type", where + ": expected " + expectation(field) + ", got " + shown(given),
        example(field)));
    return false;
  }
  const bool finite = is_finite(field, value);
  if (!finite || !in_bounds(field, value)) {
    std::string hint = example(field);
    if (value.is_string()) {
      const std::string near = nearest(value.as_string(), field.choices);
      if (!near.empty()) hint = "did you mean `" + near + "`?";
    }
    problems.push_back(given.problem("out-of-range",
                                     where + ": expected " + expectation(field) +
                                         (finite ? "" : " of at most 3.4e38") + ", got " +
                                         shown(given),
                                     hint));
    return false;
  }
  return true;
}

namespace detail {

namespace {

template <typename T>
std::vector<T> read_list(const Value& value) {
  std::vector<T> result;
  for (const Value& entry : value.as_list()) result.push_back(OptionType<T>::read(entry));
  return result;
}

template <typename T>
Value write_list(const std::vector<T>& entries) {
  Value result = Value::list();
  for (const T& entry : entries) result.push_back(OptionType<T>::write(entry));
  return result;
}

template <typename Map>
Map read_map(const Value& value) {
  Map result;
  for (const Value::Member& member : value.as_map()) {
    result[member.key] = OptionType<typename Map::mapped_type>::read(member.value);
  }
  return result;
}

template <typename Map>
Value write_map(const Map& entries) {
  Value result = Value::map();
  for (const auto& [key, entry] : entries) {
    result.set(key, OptionType<typename Map::mapped_type>::write(entry));
  }
  return result;
}

/// A float's shortest spelling as a double, so that 0.1f is written 0.1.
double shortest(float number) {
  std::ostringstream text;
  text.imbue(std::locale::classic());
  text.precision(7);
  text << number;
  double result = 0.0;
  std::istringstream back(text.str());
  back.imbue(std::locale::classic());
  back >> result;
  return static_cast<float>(result) == number ? result : static_cast<double>(number);
}

}  // namespace

std::int64_t OptionType<std::int64_t>::read(const Value& value) { return value.as_int(); }
Value OptionType<std::int64_t>::write(const std::int64_t& value) { return Value(value); }
float OptionType<float>::read(const Value& value) { return static_cast<float>(value.as_double()); }
Value OptionType<float>::write(const float& value) { return Value(shortest(value)); }
double OptionType<double>::read(const Value& value) { return value.as_double(); }
Value OptionType<double>::write(const double& value) { return Value(value); }
bool OptionType<bool>::read(const Value& value) { return value.as_bool(); }
Value OptionType<bool>::write(const bool& value) { return Value(value); }
std::string OptionType<std::string>::read(const Value& value) { return value.as_string(); }
Value OptionType<std::string>::write(const std::string& value) { return Value(value); }
std::vector<std::int64_t> OptionType<std::vector<std::int64_t>>::read(const Value& value) {
  return read_list<std::int64_t>(value);
}
Value OptionType<std::vector<std::int64_t>>::write(const std::vector<std::int64_t>& value) {
  return write_list(value);
}
std::vector<double> OptionType<std::vector<double>>::read(const Value& value) {
  return read_list<double>(value);
}
Value OptionType<std::vector<double>>::write(const std::vector<double>& value) {
  return write_list(value);
}
std::vector<std::string> OptionType<std::vector<std::string>>::read(const Value& value) {
  return read_list<std::string>(value);
}
Value OptionType<std::vector<std::string>>::write(const std::vector<std::string>& value) {
  return write_list(value);
}
StringMap OptionType<StringMap>::read(const Value& value) { return read_map<StringMap>(value); }
Value OptionType<StringMap>::write(const StringMap& value) { return write_map(value); }
StringListMap OptionType<StringListMap>::read(const Value& value) {
  return read_map<StringListMap>(value);
}
Value OptionType<StringListMap>::write(const StringListMap& value) { return write_map(value); }
Value OptionType<Value>::read(const Value& value) { return value; }
Value OptionType<Value>::write(const Value& value) { return value; }

}  // namespace detail

}  // namespace graft
