#include "framework/evaluate/metrics/f1_score.h"

namespace graft {

namespace {

double ratio(double part, double whole) { return whole > 0.0 ? part / whole : 0.0; }

}  // namespace

double precision(const ClassCounts& counts) { return ratio(counts.right, counts.predicted); }
double recall(const ClassCounts& counts) { return ratio(counts.right, counts.actual); }
double f1_score(const ClassCounts& counts) {
  return ratio(2.0 * counts.right, counts.predicted + counts.actual);
}

ClassCounts micro_counts(const std::vector<ClassCounts>& classes) {
  ClassCounts all;
  for (const ClassCounts& counts : classes) {
    all.actual += counts.actual;
    all.predicted += counts.predicted;
    all.right += counts.right;
  }
  return all;
}

double macro_f1(const std::vector<ClassCounts>& classes) {
  double sum = 0.0;
  double occurring = 0.0;
  for (const ClassCounts& counts : classes) {
    if (counts.actual + counts.predicted == 0.0) continue;
    sum += f1_score(counts);
    occurring += 1.0;
  }
  return ratio(sum, occurring);
}

double weighted_f1(const std::vector<ClassCounts>& classes) {
  double sum = 0.0;
  double actual = 0.0;
  for (const ClassCounts& counts : classes) {
    sum += counts.actual * f1_score(counts);
    actual += counts.actual;
  }
  return ratio(sum, actual);
}

std::vector<ClassReport> class_report(const std::vector<std::string>& names,
                                      const std::vector<ClassCounts>& classes) {
  std::vector<ClassReport> report;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    report.push_back({names.at(i), precision(classes[i]), recall(classes[i]), f1_score(classes[i]),
                      classes[i].actual});
  }
  return report;
}

}  // namespace graft
