#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace graft {

/// How an answer is compared with the true ones.
enum class AnswerConvention {
  /// SQuAD 1.1's script: every question has an answer.
  kSquad1,
  /// SQuAD 2.0's script: a question without an answer is answered by the empty text.
  kSquad2,
  /// CMRC 2018's script, for Chinese: characters, and the longest run in common. Words of other
  /// scripts are split at white space, where the script calls NLTK.
  kCmrc,
};

/// An answer as SQuAD's scripts compare it: lower case, without ASCII punctuation and the words a,
/// an and the, one space between words.
/// Source: Rajpurkar et al., "SQuAD: 100,000+ Questions for Machine Comprehension of Text", 2016.
std::string normalize_answer(std::string_view answer);

/// An answer as CMRC 2018's script compares it: lower case, without white space at the ends and
/// without its list of punctuation, which has Chinese and a few ASCII marks.
/// Source: Cui et al., "A Span-Extraction Dataset for Chinese Machine Reading Comprehension", 2019.
std::string normalize_cmrc_answer(std::string_view answer);
/// Its segments: Chinese characters one by one, words of other scripts.
std::vector<std::string> cmrc_segments(std::string_view answer);

/// Exact match and F1 of one answer.
struct AnswerScore {
  double exact_match = 0.0;  // 0 or 1
  double f1 = 0.0;
};

/// The best exact match and the best F1 over the true answers. No true answer, or only empty ones,
/// means that the question has none: the empty text is right then. Throws InputError for that under
/// kSquad1.
AnswerScore score_answer(std::string_view prediction, const std::vector<std::string>& answers,
                         AnswerConvention convention);

}  // namespace graft
