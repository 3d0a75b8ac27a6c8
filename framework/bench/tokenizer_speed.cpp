#include "framework/bench/tokenizer_speed.h"

#include <algorithm>
#include <chrono>

#include "framework/bench/machine_limits.h"
#include "graft/parallel.h"

namespace graft {

namespace {

using Clock = std::chrono::steady_clock;
using Ids = std::vector<std::vector<std::int64_t>>;

/// One thread until the end of the scope.
class OneThread {
 public:
  OneThread() { set_num_threads(1); }
  ~OneThread() { set_num_threads(before_); }
  OneThread(const OneThread&) = delete;
  OneThread& operator=(const OneThread&) = delete;

 private:
  int before_ = num_threads();
};

/// Seconds that some work takes.
template <typename Work>
double timed(const Work& work) {
  const Clock::time_point start = Clock::now();
  work();
  return std::chrono::duration<double>(Clock::now() - start).count();
}

Ids encode_all(const Tokenizer& tokenizer, const std::vector<std::string>& texts) {
  const EncodeOptions plain{.add_special_tokens = false, .parse_special_tokens = false};
  Ids ids(texts.size());
  parallel_tasks(std::ssize(texts), [&](std::int64_t task, int) {
    const auto i = static_cast<std::size_t>(task);
    ids[i] = tokenizer.encode(texts[i], plain);
  });
  return ids;
}

std::vector<std::string> decode_all(const Tokenizer& tokenizer, const Ids& ids) {
  std::vector<std::string> texts;
  texts.reserve(ids.size());
  for (const std::vector<std::int64_t>& text : ids) texts.push_back(tokenizer.decode(text, false));
  return texts;
}

TextRate rate_of(std::int64_t bytes, const std::vector<double>& seconds) {
  const double megabytes = static_cast<double>(bytes) / 1e6;
  const auto [least, most] = std::minmax_element(seconds.begin(), seconds.end());
  return {megabytes / median(seconds), megabytes / *most, megabytes / *least};
}

}  // namespace

TokenizerSpeed measure_tokenizer(const std::function<std::unique_ptr<Tokenizer>()>& load,
                                 const std::vector<std::string>& texts, int rounds) {
  TokenizerSpeed speed;
  for (const std::string& text : texts) speed.bytes += std::ssize(text);
  std::vector<double> alone;
  std::vector<double> together;
  std::vector<double> ratios;
  std::vector<double> decoding;
  parallel_tasks(num_threads(), [](std::int64_t, int) {});  // starts the threads
  for (int round = 0; round < rounds; ++round) {
    Ids ids;
    const std::unique_ptr<Tokenizer> fresh = load();
    together.push_back(timed([&] { ids = encode_all(*fresh, texts); }));
    ids.clear();
    const OneThread one;
    const std::unique_ptr<Tokenizer> tokenizer = load();
    alone.push_back(timed([&] { ids = encode_all(*tokenizer, texts); }));
    ratios.push_back(alone.back() / together.back());
    std::vector<std::string> decoded;
    decoding.push_back(timed([&] { decoded = decode_all(*tokenizer, ids); }));
    if (round > 0) continue;
    speed.vocab_size = tokenizer->vocab_size();
    for (const std::vector<std::int64_t>& text : ids) speed.tokens += std::ssize(text);
    speed.is_exact = decoded == texts;
  }
  speed.encode = rate_of(speed.bytes, alone);
  speed.encode_parallel = rate_of(speed.bytes, together);
  speed.scaling = median(ratios);
  speed.decode = rate_of(speed.bytes, decoding);
  return speed;
}

}  // namespace graft
