#include "framework/bench/op_cases.h"

#include <iterator>

#include "framework/bench/op_cases/groups.h"

namespace graft {

std::vector<OpCase> op_cases(const OpCaseOptions& options) {
  std::vector<OpCase> cases;
  for (const auto group :
       {product_cases, attention_cases, image_cases, norm_cases, elementwise_cases, softmax_cases,
        reduction_cases, index_cases, layout_cases, optimizer_cases}) {
    std::vector<OpCase> more = group(options);
    cases.insert(cases.end(), std::make_move_iterator(more.begin()),
                 std::make_move_iterator(more.end()));
  }
  return cases;
}

}  // namespace graft
