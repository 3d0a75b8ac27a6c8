#include "framework/evaluate/retrieval.h"

#include <algorithm>

namespace graft {

namespace {

constexpr std::int64_t kDepths[] = {1, 5, 10};

}  // namespace

std::vector<RecallAt> recall(const Tensor& similarity, const std::vector<std::int64_t>& image_of) {
  const std::int64_t images = similarity.dim(0);
  const std::int64_t texts = similarity.dim(1);
  const auto at = [&](std::int64_t image, std::int64_t text) {
    return similarity.data<float>()[image * texts + text];
  };
  // How many candidates come before the partner.
  std::vector<std::int64_t> image_ranks(static_cast<std::size_t>(images), texts);
  std::vector<std::int64_t> text_ranks;
  for (std::int64_t text = 0; text < texts; ++text) {
    const std::int64_t own = image_of[static_cast<std::size_t>(text)];
    std::int64_t before = 0;
    for (std::int64_t image = 0; image < images; ++image) {
      const float value = at(image, text);
      before += value > at(own, text) || (value == at(own, text) && image < own) ? 1 : 0;
    }
    text_ranks.push_back(before);
    std::int64_t better = 0;
    for (std::int64_t other = 0; other < texts; ++other) {
      const float value = at(own, other);
      better += value > at(own, text) || (value == at(own, text) && other < text) ? 1 : 0;
    }
    std::int64_t& rank = image_ranks[static_cast<std::size_t>(own)];
    rank = std::min(rank, better);
  }
  const auto share = [](const std::vector<std::int64_t>& ranks, std::int64_t k) {
    const auto hits =
        std::count_if(ranks.begin(), ranks.end(), [k](std::int64_t rank) { return rank < k; });
    return ranks.empty() ? 0.0 : static_cast<double>(hits) / static_cast<double>(ranks.size());
  };
  std::vector<RecallAt> result;
  for (const std::int64_t k : kDepths) {
    RecallAt entry;
    entry.k = k;
    entry.image_to_text = share(image_ranks, k);
    entry.text_to_image = share(text_ranks, k);
    entry.chance = std::min(
        1.0, static_cast<double>(k) / static_cast<double>(std::max<std::int64_t>(1, texts)));
    result.push_back(entry);
  }
  return result;
}

}  // namespace graft
