#include "framework/evaluate/metrics/metric_result.h"

#include <cmath>

namespace graft {

namespace {

Value number(double value) { return std::isfinite(value) ? Value(value) : Value(); }

/// The map under `key`, made where there is none.
Value& map_at(Value& target, const std::string& key) {
  if (target.find(key) == nullptr) target.set(key, Value::map());
  return *target.find(key);
}

}  // namespace

void add_results(const std::vector<MetricResult>& results, Value& target) {
  for (const MetricResult& result : results) {
    target.set(result.name, number(result.value));
    if (target.find("n") == nullptr) target.set("n", result.n);
    map_at(target, "intervals")
        .set(result.name, Value::List{number(result.low), number(result.high)});
    if (!result.signature.empty()) {
      map_at(target, "signatures").set(result.name, result.signature);
    }
  }
}

}  // namespace graft
