#pragma once

#include <string>
#include <vector>

namespace graft {

/// What precision, recall and F1 of one class are computed from. Counts may be weighted.
struct ClassCounts {
  double actual = 0.0;     // items of the class
  double predicted = 0.0;  // items said to be of the class
  double right = 0.0;      // both
};

/// right / predicted, right / actual and 2 right / (predicted + actual); 0 where that divides by 0,
/// as scikit-learn's and seqeval's zero_division = 0.
double precision(const ClassCounts& counts);
double recall(const ClassCounts& counts);
double f1_score(const ClassCounts& counts);

/// All classes taken together.
ClassCounts micro_counts(const std::vector<ClassCounts>& classes);
/// Mean over the classes that occur, as actual or predicted; 0 where none does. As scikit-learn's
/// average = "macro" with labels = None, and as seqeval.
double macro_f1(const std::vector<ClassCounts>& classes);
/// Mean weighted by how often each class is the actual one.
double weighted_f1(const std::vector<ClassCounts>& classes);

/// A line of a report by class.
struct ClassReport {
  std::string name;
  double precision = 0.0;
  double recall = 0.0;
  double f1 = 0.0;
  double support = 0.0;  // items of the class
};
std::vector<ClassReport> class_report(const std::vector<std::string>& names,
                                      const std::vector<ClassCounts>& classes);

}  // namespace graft
