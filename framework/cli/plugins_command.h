#pragma once

#include <string>
#include <vector>

namespace graft {

/// `graft plugins list`, `graft plugins describe NAME`, `graft plugins manifest LIB… [--in DIR]`
int run_plugins(const std::vector<std::string>& arguments);

}  // namespace graft
