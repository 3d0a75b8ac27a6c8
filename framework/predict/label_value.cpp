#include <algorithm>
#include <cmath>

#include "framework/predict/predictors.h"
#include "graft/error.h"

namespace graft {

const std::string& required_text(const Value& row, const char* key) {
  const Value* const value = row.find(key);
  if (value != nullptr && value->is_string()) return value->as_string();
  throw InputError("missing-field", std::string("expected a string `") + key + "`",
                   std::string("write {\"") + key + "\": …}");
}

Value label_value(const HeadSpec& head, const float* logits) {
  const std::size_t count = head.labels.size();
  Value result = Value::map();
  Value scores = Value::map();
  if (head.problem_type == "regression") {
    Value values = Value::list();
    for (std::size_t i = 0; i < count; ++i) values.push_back(static_cast<double>(logits[i]));
    result.set("value", count == 1 ? values.as_list().front() : values);
    return result;
  }
  if (head.problem_type == "multi_label_classification") {
    Value labels = Value::list();
    for (std::size_t i = 0; i < count; ++i) {
      const double score = 1.0 / (1.0 + std::exp(-static_cast<double>(logits[i])));
      if (score > 0.5) labels.push_back(head.labels[i]);
      scores.set(head.labels[i], score);
    }
    result.set("labels", std::move(labels));
    result.set("scores", std::move(scores));
    return result;
  }
  const float* const best = std::max_element(logits, logits + count);
  double sum = 0.0;
  for (std::size_t i = 0; i < count; ++i) sum += std::exp(static_cast<double>(logits[i] - *best));
  for (std::size_t i = 0; i < count; ++i) {
    scores.set(head.labels[i], std::exp(static_cast<double>(logits[i] - *best)) / sum);
  }
  result.set("label", head.labels[static_cast<std::size_t>(best - logits)]);
  result.set("scores", std::move(scores));
  return result;
}

}  // namespace graft
