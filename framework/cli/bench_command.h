#pragma once

#include <string>
#include <vector>

namespace graft {

int run_bench(const std::vector<std::string>& arguments);

}  // namespace graft
