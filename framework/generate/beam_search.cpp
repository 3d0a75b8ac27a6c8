#include "framework/generate/beam_search.h"

#include <algorithm>

#include "framework/generate/beam_hypotheses.h"
#include "framework/generate/decoding_session.h"
#include "framework/generate/token_choice.h"
#include "graft/error.h"
#include "graft/random.h"

namespace graft {

namespace {

// All beams start equal: only the first may speak in the first step.
constexpr float kUnusedBeam = -1e9f;

class BeamSearch {
 public:
  BeamSearch(Architecture& model, const Batch& source, const std::vector<std::int64_t>& prompt,
             const GenerationSettings& settings)
      : settings_(settings),
        prompt_length_(static_cast<std::int64_t>(prompt.size())),
        last_length_(settings.last_length(prompt_length_)),
        eos_(settings.eos_token_ids()),
        rng_(static_cast<std::uint64_t>(settings.seed)),
        session_(model, source, prompt),
        finished_(settings, last_length_ - prompt_length_),
        beams_(static_cast<std::size_t>(settings.num_beams)) {
    session_.select_rows(std::vector<std::int64_t>(beams_.size(), 0));
    for (std::size_t beam = 1; beam < beams_.size(); ++beam) beams_[beam].score = kUnusedBeam;
  }

  std::vector<GeneratedSequence> run() {
    while (!is_done_ && length() < last_length_) {
      step();
    }
    if (!is_done_) {
      for (std::size_t beam = 0; beam < beams_.size(); ++beam) {
        finished_.add(sequence_of(beam), beams_[beam].score, length() - prompt_length_);
      }
    }
    return finished_.best(settings_.num_return_sequences);
  }

 private:
  struct Beam {
    float score = 0.0f;           // sum of filtered log-probabilities
    std::vector<float> logprobs;  // of the new tokens, unfiltered
    std::vector<std::int64_t> new_tokens;
  };
  struct Candidate {
    std::size_t beam;
    std::int64_t token;
    float score;
    float logprob;
  };

  std::int64_t length() const {
    return prompt_length_ + static_cast<std::int64_t>(beams_.front().new_tokens.size());
  }

  GeneratedSequence sequence_of(std::size_t beam) const {
    const std::vector<std::int64_t>& ids = session_.ids(0);
    GeneratedSequence sequence;
    sequence.ids.assign(ids.begin(), ids.begin() + prompt_length_);
    sequence.ids.insert(sequence.ids.end(), beams_[beam].new_tokens.begin(),
                        beams_[beam].new_tokens.end());
    sequence.logprobs = beams_[beam].logprobs;
    return sequence;
  }

  /// The best continuations of all beams together, best first.
  std::vector<Candidate> candidates() {
    Scores all;
    std::vector<Scores> logprobs;
    for (std::size_t beam = 0; beam < beams_.size(); ++beam) {
      Scores scores = session_.logits(static_cast<std::int64_t>(beam));
      normalize(scores);
      logprobs.push_back(scores);
      apply_filters(scores, session_.ids(static_cast<std::int64_t>(beam)), prompt_length_,
                    settings_);
      for (float& score : scores) score += beams_[beam].score;
      all.insert(all.end(), scores.begin(), scores.end());
    }
    const auto per_beam = std::max<std::int64_t>(2, 1 + static_cast<std::int64_t>(eos_.size()));
    const std::int64_t count = per_beam * settings_.num_beams;
    const std::vector<std::int64_t> indices = settings_.do_sample.value_or(false)
                                                  ? drawn_indices(all, count, rng_)
                                                  : best_indices(all, count);
    const std::size_t vocab_size = logprobs.front().size();
    std::vector<Candidate> result;
    for (const std::int64_t position : indices) {
      const auto index = static_cast<std::size_t>(position);
      const std::size_t beam = index / vocab_size;
      const std::size_t token = index % vocab_size;
      result.push_back({beam, static_cast<std::int64_t>(token), all[index], logprobs[beam][token]});
    }
    return result;
  }

  void finish(const Candidate& candidate) {
    GeneratedSequence sequence = sequence_of(candidate.beam);
    // Several tokens may end a text; the first of them is written, as the reference does.
    sequence.ids.push_back(eos_.front());
    sequence.logprobs.push_back(candidate.logprob);
    finished_.add(std::move(sequence), candidate.score, length() + 1 - prompt_length_);
  }

  void step() {
    const std::vector<Candidate> found = candidates();
    const std::size_t width = beams_.size();
    std::vector<Candidate> going_on;
    for (std::size_t rank = 0; rank < found.size() && going_on.size() < width; ++rank) {
      const bool ends = std::find(eos_.begin(), eos_.end(), found[rank].token) != eos_.end();
      if (!ends) {
        going_on.push_back(found[rank]);
      } else if (rank < width) {  // a worse end is no hypothesis
        finish(found[rank]);
      }
    }
    if (going_on.size() < width) {
      throw InputError("no-candidates",
                       "the settings leave fewer tokens to choose from than there are beams",
                       "loosen the filters, or lower num_beams");
    }
    is_done_ = finished_.is_done(found.front().score, length() + 1 - prompt_length_);
    follow(going_on);
  }

  void follow(const std::vector<Candidate>& chosen) {
    std::vector<Beam> next;
    std::vector<std::int64_t> rows;
    std::vector<std::int64_t> tokens;
    for (const Candidate& candidate : chosen) {
      Beam beam = beams_[candidate.beam];
      beam.score = candidate.score;
      beam.new_tokens.push_back(candidate.token);
      beam.logprobs.push_back(candidate.logprob);
      next.push_back(std::move(beam));
      rows.push_back(static_cast<std::int64_t>(candidate.beam));
      tokens.push_back(candidate.token);
    }
    beams_ = std::move(next);
    if (is_done_ || length() >= last_length_) return;
    session_.select_rows(rows);
    session_.advance(tokens);
  }

  const GenerationSettings& settings_;
  std::int64_t prompt_length_;
  std::int64_t last_length_;
  std::vector<std::int64_t> eos_;
  Rng rng_;
  DecodingSession session_;
  BeamHypotheses finished_;
  std::vector<Beam> beams_;
  bool is_done_ = false;
};

}  // namespace

std::vector<GeneratedSequence> beam_search(Architecture& model, const Batch& source,
                                           const std::vector<std::int64_t>& prompt,
                                           const GenerationSettings& settings) {
  return BeamSearch(model, source, prompt, settings).run();
}

}  // namespace graft
