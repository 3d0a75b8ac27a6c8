#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "graft/export.h"

namespace graft {

/// Base of everything Graft throws. `what()` says where, what was found against what was
/// expected, and how to fix it.
class GRAFT_API Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message);
  ~Error() override;
};

/// Two shapes, or a shape and an argument of an op, disagree. The message names op and shapes.
class GRAFT_API ShapeError : public Error {
 public:
  explicit ShapeError(const std::string& message);
  ~ShapeError() override;
};

/// One mistake in something a user wrote or supplied.
struct GRAFT_API Problem {
  std::string file;     // empty: no file is to blame
  int line = 0;         // 1-based; 0: unknown
  int column = 0;       // 1-based, in characters; 0: unknown
  std::string code;     // stable identifier, for example "unknown-key"
  std::string message;  // what was found and what was expected
  std::string hint;     // how to fix it; may be empty

  /// `FILE:LINE:COLUMN: error: MESSAGE; HINT`, leaving out what is unknown.
  std::string text() const;
};

/// The input is wrong (exit code 2): every mistake that could be found, in order.
class GRAFT_API InputError : public Error {
 public:
  explicit InputError(std::vector<Problem> problems);
  /// One mistake that no file position can be given for.
  InputError(std::string code, std::string message, std::string hint = "");
  ~InputError() override;

  const std::vector<Problem>& problems() const { return problems_; }

 private:
  std::vector<Problem> problems_;
};

/// A plugin library is missing, incompatible or broken (exit code 3).
class GRAFT_API PluginError : public Error {
 public:
  /// `library`: path of the library. `code`: stable identifier, for example "abi-mismatch".
  PluginError(std::string library, std::string code, std::string message, std::string hint = "");
  ~PluginError() override;

  const Problem& problem() const { return problem_; }

 private:
  Problem problem_;
};

}  // namespace graft
