#pragma once

#include <string>
#include <string_view>

namespace graft {

/// The stem of an English word in lower case: "relational" becomes "relat". Porter's algorithm with
/// the amendments that NLTK's PorterStemmer has by default, which rouge_score uses: irregular
/// words, no change to words of two letters, "ies" and "ied" of four-letter words keep their e, y
/// becomes i behind a consonant only, and three more suffixes. Source: Porter, "An Algorithm for
/// Suffix Stripping", 1980.
std::string porter_stem(std::string_view word);

}  // namespace graft
