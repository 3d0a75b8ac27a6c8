#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/evaluate/baselines/text_terms.h"

namespace graft {

/// Bytes [begin, end) of a text.
struct AnswerPlace {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Finds answers in texts by words alone, in two steps. The sentence: the one with the greatest sum
/// of the weights of the question's terms (text_terms.h), each counted once. The answer: the run of
/// at most 30 of its terms, none of the question and none behind a comma or the like, with the
/// greatest sum of weight - 0.6, less 0.05 for each term between the run and the nearest of the
/// question's terms whose weight is above 0.3. The weight of a term is its idf over the sentences
/// of the training texts, ln((1 + sentences) / (1 + sentences with it)), as a share of the
/// greatest. Of equals the first is taken. After the sliding window of Richardson, Burges and
/// Renshaw, "MCTest", 2013, and its use by Rajpurkar et al., "SQuAD", 2016.
class AnswerWindow {
 public:
  /// The training texts, each once.
  explicit AnswerWindow(const std::vector<std::string>& contexts);

  /// The answer's place; empty at 0 where the text has no term.
  AnswerPlace predict(std::string_view context, std::string_view question) const;

 private:
  double weight(const std::string& term) const;
  AnswerPlace best_run(std::string_view context, std::span<const PlacedTerm> sentence,
                       const std::set<std::string>& question) const;

  std::map<std::string, double> sentences_with_;  // each term
  double num_sentences_ = 0.0;
};

}  // namespace graft
