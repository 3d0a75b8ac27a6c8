#include "framework/evaluate/retrieval.h"

#include <algorithm>
#include <string>

#include "graft/error.h"

namespace graft {

namespace {

constexpr std::int64_t kDepths[] = {1, 5, 10};

void require_fit(const Tensor& similarity, const std::vector<std::int64_t>& image_of) {
  const std::int64_t images = similarity.dim(0);
  const bool fits = similarity.dim(1) == std::ssize(image_of) &&
                    std::all_of(image_of.begin(), image_of.end(), [images](std::int64_t image) {
                      return image >= 0 && image < images;
                    });
  if (fits) return;
  throw ShapeError("recall: similarity " + to_string(similarity.shape()) + " and " +
                   std::to_string(image_of.size()) + " texts with their images do not fit.");
}

double share_below(const std::vector<std::int64_t>& ranks, std::int64_t k) {
  const auto hits =
      std::count_if(ranks.begin(), ranks.end(), [k](std::int64_t rank) { return rank < k; });
  return ranks.empty() ? 0.0 : static_cast<double>(hits) / static_cast<double>(ranks.size());
}

/// That one of `wanted` is among k drawn out of `all`.
double chance_of(std::int64_t wanted, std::int64_t all, std::int64_t k) {
  double none = 1.0;
  for (std::int64_t drawn = 0; drawn < std::min(k, all); ++drawn) {
    none *= static_cast<double>(std::max<std::int64_t>(0, all - drawn - wanted)) /
            static_cast<double>(all - drawn);
  }
  return 1.0 - none;
}

}  // namespace

std::vector<RecallAt> recall(const Tensor& similarity, const std::vector<std::int64_t>& image_of) {
  require_fit(similarity, image_of);
  const std::int64_t images = similarity.dim(0);
  const std::int64_t texts = similarity.dim(1);
  const auto at = [&](std::int64_t image, std::int64_t text) {
    return similarity.data<float>()[image * texts + text];
  };
  std::vector<std::int64_t> texts_of(static_cast<std::size_t>(images));  // how many
  // How many candidates come before the partner.
  std::vector<std::int64_t> best_ranks(static_cast<std::size_t>(images), texts);
  std::vector<std::int64_t> text_ranks;
  for (std::int64_t text = 0; text < texts; ++text) {
    const std::int64_t own = image_of[static_cast<std::size_t>(text)];
    std::int64_t images_before = 0;
    for (std::int64_t image = 0; image < images; ++image) {
      const float value = at(image, text);
      images_before += value > at(own, text) || (value == at(own, text) && image < own) ? 1 : 0;
    }
    text_ranks.push_back(images_before);
    std::int64_t texts_before = 0;
    for (std::int64_t other = 0; other < texts; ++other) {
      const float value = at(own, other);
      texts_before += value > at(own, text) || (value == at(own, text) && other < text) ? 1 : 0;
    }
    std::int64_t& best = best_ranks[static_cast<std::size_t>(own)];
    best = std::min(best, texts_before);
    ++texts_of[static_cast<std::size_t>(own)];
  }
  std::vector<std::int64_t> image_ranks;
  for (std::size_t image = 0; image < best_ranks.size(); ++image) {
    if (texts_of[image] > 0) image_ranks.push_back(best_ranks[image]);
  }

  std::vector<RecallAt> result;
  for (const std::int64_t k : kDepths) {
    RecallAt entry;
    entry.k = k;
    entry.image_to_text = share_below(image_ranks, k);
    entry.text_to_image = share_below(text_ranks, k);
    entry.text_to_image_chance = chance_of(1, images, k);
    for (const std::int64_t count : texts_of) {
      if (count == 0) continue;
      entry.image_to_text_chance +=
          chance_of(count, texts, k) / static_cast<double>(image_ranks.size());
    }
    result.push_back(entry);
  }
  return result;
}

}  // namespace graft
