#pragma once

#include <string>
#include <vector>

namespace graft {

/// `graft new KIND NAME [--in DIR]`: a plugin project to begin with.
int run_new(const std::vector<std::string>& arguments);

}  // namespace graft
