#pragma once

#include <string>
#include <vector>

namespace graft {

/// `graft predict --model DIR --input F.jsonl`: class, tags, answer or text for each line.
int run_predict(const std::vector<std::string>& arguments);

}  // namespace graft
