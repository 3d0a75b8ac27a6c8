#include "framework/generate/step_decoding.h"

#include <algorithm>

#include "framework/generate/decoding_session.h"
#include "framework/generate/token_choice.h"
#include "graft/random.h"

namespace graft {

namespace {

/// A sequence that still grows.
struct Growing {
  std::size_t index;  // among the results
  Rng rng;
};

}  // namespace

std::vector<GeneratedSequence> decode_stepwise(Architecture& model, const Batch& source,
                                               const std::vector<std::int64_t>& prompt,
                                               const GenerationSettings& settings,
                                               const TokenListener& on_token) {
  const auto prompt_length = static_cast<std::int64_t>(prompt.size());
  const std::int64_t last_length = settings.last_length(prompt_length);
  const std::vector<std::int64_t> eos = settings.eos_token_ids();
  const bool draws = settings.do_sample.value_or(false);
  const auto count = static_cast<std::size_t>(settings.num_return_sequences);

  DecodingSession session(model, source, prompt);
  session.select_rows(std::vector<std::int64_t>(count, 0));
  std::vector<GeneratedSequence> results(count);
  std::vector<Growing> growing;
  for (std::size_t i = 0; i < count; ++i) {
    growing.push_back({i, Rng(static_cast<std::uint64_t>(settings.seed), i)});
  }

  for (std::int64_t length = prompt_length; !growing.empty(); ++length) {
    std::vector<std::int64_t> rows;  // that go on
    std::vector<std::int64_t> tokens;
    std::vector<Growing> still_growing;
    for (std::size_t row = 0; row < growing.size(); ++row) {
      Growing& sequence = growing[row];
      GeneratedSequence& result = results[sequence.index];
      const std::vector<std::int64_t>& ids = session.ids(static_cast<std::int64_t>(row));
      Scores scores = session.logits(static_cast<std::int64_t>(row));
      Scores logprobs = scores;
      normalize(logprobs);
      apply_filters(scores, ids, prompt_length, settings);
      const std::int64_t token = draws ? drawn_token(scores, sequence.rng) : best_token(scores);
      result.logprobs.push_back(logprobs[static_cast<std::size_t>(token)]);
      result.score += result.logprobs.back();

      const bool is_end = std::find(eos.begin(), eos.end(), token) != eos.end();
      const bool is_heard = !is_end && sequence.index == 0 && on_token;
      const bool is_refused = is_heard && !on_token(token);
      if (is_refused || is_end || length + 1 >= last_length) {
        result.ids = ids;
        result.ids.push_back(token);
        continue;
      }
      rows.push_back(static_cast<std::int64_t>(row));
      tokens.push_back(token);
      still_growing.push_back(sequence);
    }
    if (rows.empty()) break;
    if (rows.size() < growing.size()) session.select_rows(rows);
    session.advance(tokens);
    growing = std::move(still_growing);
  }
  return results;
}

}  // namespace graft
