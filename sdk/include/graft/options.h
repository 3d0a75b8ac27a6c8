#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "graft/export.h"
#include "graft/value.h"

namespace graft {

/// What one option accepts. Written once, beside the options struct; from it come reading YAML, the
/// manifest entry and `graft plugins describe`.
struct GRAFT_API Field {
  /// "int", "float", "bool", "string", "path", "list of int", "list of float", "list of string",
  /// "map of string", "map of list of string" or "any".
  std::string type;
  std::string name;
  std::string doc;
  Value default_value;  // null: none (see `optional`) or required
  bool required = false;
  bool optional = false;  // null is accepted and means "not set"
  std::optional<double> min;
  std::optional<double> max;
  bool min_excluded = false;
  std::vector<std::string> choices;
};

/// A list of fields: the schema of an options struct without its C++ type. Manifests hold these.
class GRAFT_API OptionSchema {
 public:
  const std::vector<Field>& fields() const& { return fields_; }
  std::vector<Field> fields() && { return std::move(fields_); }
  void add(Field field);
  const Field* find(const std::string& name) const&;
  const Field* find(const std::string& name) && = delete;  // it would outlive its schema

  /// Checks `options` (a map, or null for none given) and returns it with every default written
  /// out, in schema order. Unknown keys, wrong types and ranges are appended to `problems`, each at
  /// its position, with the nearest right spelling; `where` names the section, for example
  /// "adapter.options".
  Value resolve(const Value& options, const std::string& where,
                std::vector<Problem>& problems) const;

  /// As in a manifest: `name: {type, default, min, max, choices, doc}`.
  Value describe() const;
  /// Reads what `describe` wrote. Appends to `problems` what is wrong with it.
  static OptionSchema from_description(const Value& description, std::vector<Problem>& problems);

 private:
  std::vector<Field> fields_;
};

/// Constraints, given after a field's documentation.
using Constraint = std::function<void(Field&)>;
GRAFT_API Constraint at_least(double min);
GRAFT_API Constraint greater_than(double min);
GRAFT_API Constraint in_range(double min, double max);
GRAFT_API Constraint one_of(std::vector<std::string> choices);
GRAFT_API Constraint required();
/// A string that names a file or folder: the host makes it absolute before a plugin sees it.
GRAFT_API Constraint path();

/// The entry of `candidates` nearest to `word` (edit distance), or empty when none is near.
GRAFT_API std::string nearest(const std::string& word, const std::vector<std::string>& candidates);

namespace detail {

template <typename T>
struct OptionType;  // specialised for every type an option may have

#define GRAFT_OPTION_TYPE(CPP_TYPE, NAME)      \
  template <>                                  \
  struct GRAFT_API OptionType<CPP_TYPE> {      \
    static constexpr const char* kName = NAME; \
    static CPP_TYPE read(const Value& value);  \
    static Value write(const CPP_TYPE& value); \
  }

using StringMap = std::map<std::string, std::string>;
using StringListMap = std::map<std::string, std::vector<std::string>>;

GRAFT_OPTION_TYPE(std::int64_t, "int");
GRAFT_OPTION_TYPE(float, "float");
GRAFT_OPTION_TYPE(double, "float");
GRAFT_OPTION_TYPE(bool, "bool");
GRAFT_OPTION_TYPE(std::string, "string");
GRAFT_OPTION_TYPE(std::vector<std::int64_t>, "list of int");
GRAFT_OPTION_TYPE(std::vector<double>, "list of float");
GRAFT_OPTION_TYPE(std::vector<std::string>, "list of string");
GRAFT_OPTION_TYPE(StringMap, "map of string");
GRAFT_OPTION_TYPE(StringListMap, "map of list of string");
GRAFT_OPTION_TYPE(Value, "any");
#undef GRAFT_OPTION_TYPE

template <typename T>
struct Unwrapped {
  using type = T;
  static constexpr bool kIsOptional = false;
};
template <typename T>
struct Unwrapped<std::optional<T>> {
  using type = T;
  static constexpr bool kIsOptional = true;
};

}  // namespace detail

/// The schema of an options struct. `Options` must be default-constructible; its member
/// initialisers are the defaults, and the only place where they are written.
///
///   struct LoraOptions {
///     std::int64_t rank = 8;
///     static Schema<LoraOptions> schema() {
///       return Schema<LoraOptions>().field("rank", &LoraOptions::rank, "width", at_least(1));
///     }
///   };
template <typename Options>
class Schema {
 public:
  template <typename T, typename... Constraints>
  Schema& field(std::string name, T Options::*member, std::string doc,
                const Constraints&... constraints) {
    using Inner = typename detail::Unwrapped<T>::type;
    Field field;
    field.type = detail::OptionType<Inner>::kName;
    field.name = std::move(name);
    field.doc = std::move(doc);
    field.optional = detail::Unwrapped<T>::kIsOptional;
    const T default_value = Options{}.*member;
    if constexpr (detail::Unwrapped<T>::kIsOptional) {
      if (default_value) field.default_value = detail::OptionType<Inner>::write(*default_value);
    } else {
      field.default_value = detail::OptionType<Inner>::write(default_value);
    }
    (constraints(field), ...);
    if (field.required) field.default_value = Value();
    readers_.push_back([name = field.name, member](const Value& resolved, Options& options) {
      const Value& value = resolved.at(name);
      if constexpr (detail::Unwrapped<T>::kIsOptional) {
        if (value.is_null()) {
          options.*member = std::nullopt;
          return;
        }
      }
      options.*member = detail::OptionType<Inner>::read(value);
    });
    untyped_.add(std::move(field));
    return *this;
  }

  const OptionSchema& untyped() const& { return untyped_; }
  OptionSchema untyped() && { return std::move(untyped_); }

  /// Reads a map of options; what is absent keeps its default. Throws InputError with every
  /// mistake.
  Options read(const Value& options, const std::string& where) const {
    std::vector<Problem> problems;
    const Value resolved = untyped_.resolve(options, where, problems);
    if (!problems.empty()) throw InputError(std::move(problems));
    Options result{};
    for (const auto& reader : readers_) reader(resolved, result);
    return result;
  }

 private:
  OptionSchema untyped_;
  std::vector<std::function<void(const Value&, Options&)>> readers_;
};

}  // namespace graft
