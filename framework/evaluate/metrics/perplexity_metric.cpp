#include "framework/evaluate/metrics/perplexity_metric.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "framework/evaluate/metrics/text_characters.h"
#include "framework/report/number_text.h"
#include "framework/report/utf8.h"
#include "graft/error.h"

namespace graft {

void PerplexityMetric::add(const TextLikelihood& text) {
  if (std::isnan(text.log_probability) || std::min({text.tokens, text.words, text.bytes}) < 0) {
    throw Error("perplexity: log-probability " + format_number(text.log_probability) + " of " +
                std::to_string(text.tokens) + " tokens, " + std::to_string(text.words) +
                " words, " + std::to_string(text.bytes) + " bytes");
  }
  const Addend addends[] = {{0, text.log_probability},
                            {1, static_cast<double>(text.tokens)},
                            {2, static_cast<double>(text.words)},
                            {3, static_cast<double>(text.bytes)}};
  add_item(addends);
}

std::vector<std::string> PerplexityMetric::names() const {
  return {"perplexity", "word_perplexity", "byte_perplexity", "bits_per_byte"};
}

std::vector<double> PerplexityMetric::from_sums(std::span<const double> sums) const {
  // 0 / 0 is NaN; a loss over nothing is not defined.
  const auto loss = [&sums](std::size_t per) {
    return sums[per] > 0.0 ? -sums[0] / sums[per] : std::nan("");
  };
  return {std::exp(loss(1)), std::exp(loss(2)), std::exp(loss(3)), loss(3) / std::numbers::ln2};
}

std::int64_t word_count(std::string_view text) {
  std::int64_t words = 1;
  bool after_space = false;
  for (std::size_t offset = 0; offset < text.size();) {
    const bool is_space = is_white_space(next_character(text, offset));
    if (is_space && !after_space) ++words;
    after_space = is_space;
  }
  return words;
}

}  // namespace graft
