#pragma once

#include <string>
#include <vector>

#include "graft/value.h"

namespace graft {

/// Puts the values of `variables:` in place of every `${name}` in the string values of a document,
/// in one pass: what a variable holds is not searched again. A string that is nothing but `${name}`
/// becomes the variable's value, whatever its type. `$${` stands for the characters `${`.
class Variables {
 public:
  /// Reads the section `variables` of the document. Reports ill-formed names, values that are not
  /// given, and variables that use others.
  Variables(const Value& document, const std::vector<std::string>& reserved_names,
            std::vector<Problem>& problems);

  /// Substitutes everywhere but in `variables` itself.
  void substitute(Value& document, std::vector<Problem>& problems);

  /// Drops what was found wrong at values whose variables have none: only the cause counts.
  void drop_consequences(std::vector<Problem>& problems) const;

 private:
  void substitute_in(Value& value, std::vector<Problem>& problems);
  /// The text with all names replaced; reports unknown names. `failed`: some had no value.
  std::string replace(const Value& value, bool& failed, std::vector<Problem>& problems) const;

  Value values_ = Value::map();
  std::vector<Value> failed_;  // nulls with the marks of values that could not be completed
};

/// The same tree with `${` written as `$${` in every string value, so that it reads back unchanged.
Value escape_variables(const Value& value);

}  // namespace graft
