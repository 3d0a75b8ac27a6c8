#include "framework/evaluate/retrieval.h"

#include <algorithm>
#include <string>

#include "graft/error.h"

namespace graft {

namespace {

const std::vector<std::int64_t>& depths() {
  static const std::vector<std::int64_t> values = {1, 5, 10};
  return values;
}

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

std::vector<std::vector<std::int64_t>> texts_of_images(const std::vector<std::int64_t>& image_of,
                                                       std::int64_t images) {
  std::vector<std::vector<std::int64_t>> texts(static_cast<std::size_t>(images));
  for (std::size_t text = 0; text < image_of.size(); ++text) {
    texts[static_cast<std::size_t>(image_of[text])].push_back(static_cast<std::int64_t>(text));
  }
  return texts;
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

RetrievalMetric image_to_text_metric(const Tensor& similarity,
                                     const std::vector<std::int64_t>& image_of) {
  require_fit(similarity, image_of);
  RetrievalMetric metric(depths());
  const float* row = similarity.data<float>();
  for (const std::vector<std::int64_t>& texts : texts_of_images(image_of, similarity.dim(0))) {
    if (!texts.empty()) metric.add({row, image_of.size()}, texts);
    row += image_of.size();
  }
  return metric;
}

RetrievalMetric text_to_image_metric(const Tensor& similarity,
                                     const std::vector<std::int64_t>& image_of) {
  require_fit(similarity, image_of);
  RetrievalMetric metric(depths());
  std::vector<float> column(static_cast<std::size_t>(similarity.dim(0)));
  for (std::size_t text = 0; text < image_of.size(); ++text) {
    for (std::size_t image = 0; image < column.size(); ++image) {
      column[image] = similarity.data<float>()[image * image_of.size() + text];
    }
    metric.add(column, {&image_of[text], 1});
  }
  return metric;
}

std::vector<RecallAt> recall(const Tensor& similarity, const std::vector<std::int64_t>& image_of) {
  const RetrievalMetric to_text = image_to_text_metric(similarity, image_of);
  const RetrievalMetric to_image = text_to_image_metric(similarity, image_of);
  const std::int64_t images = similarity.dim(0);
  const std::int64_t texts = similarity.dim(1);
  std::vector<RecallAt> result;
  for (std::size_t i = 0; i < depths().size(); ++i) {
    RecallAt entry;
    entry.k = depths()[i];
    entry.text_to_image_chance = chance_of(1, images, entry.k);
    if (texts > 0) {
      entry.image_to_text = to_text.values()[i];
      entry.text_to_image = to_image.values()[i];
    }
    for (const std::vector<std::int64_t>& own : texts_of_images(image_of, images)) {
      if (own.empty()) continue;
      entry.image_to_text_chance +=
          chance_of(std::ssize(own), texts, entry.k) / static_cast<double>(to_text.num_items());
    }
    result.push_back(entry);
  }
  return result;
}

}  // namespace graft
