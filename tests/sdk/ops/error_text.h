#pragma once

#include <string>

#include "graft/error.h"

namespace graft::tests {

/// True for an error with exactly this text, for BOOST_CHECK_EXCEPTION.
inline auto says(const std::string& text) {
  return [text](const Error& error) { return error.what() == text; };
}

}  // namespace graft::tests
