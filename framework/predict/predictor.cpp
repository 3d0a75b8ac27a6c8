#include "framework/predict/predictor.h"

#include <algorithm>
#include <numeric>

#include "framework/data/input_rows.h"
#include "framework/predict/predictors.h"
#include "graft/autograd.h"
#include "graft/error.h"

namespace graft {

namespace {

constexpr std::size_t kRows = 32;

const Tokenizer& required_tokenizer(const PredictorParts& parts) {
  if (parts.tokenizer != nullptr) return *parts.tokenizer;
  throw InputError("no-tokenizer", "the model folder has no tokenizer files",
                   "copy them from where the model was published");
}

}  // namespace

Predictor::~Predictor() = default;

std::unique_ptr<Predictor> make_predictor(const PredictorParts& parts) {
  switch (parts.head.kind) {
    case HeadKind::kSequenceClassification:
      return text_label_predictor(parts, required_tokenizer(parts));
    case HeadKind::kTokenClassification:
      return token_label_predictor(parts, required_tokenizer(parts));
    case HeadKind::kQuestionAnswering:
      return answer_predictor(parts, required_tokenizer(parts));
    case HeadKind::kImageClassification:
      return image_label_predictor(parts);
    case HeadKind::kPretraining:
    case HeadKind::kNone:
      break;
  }
  if (dynamic_cast<Autoencoding*>(&parts.model) != nullptr) {
    return mask_predictor(parts, required_tokenizer(parts));
  }
  if (dynamic_cast<TextDecoder*>(&parts.model) != nullptr) {
    return text_predictor(parts, required_tokenizer(parts));
  }
  throw InputError("wrong-family", "the model gives no answer to a single input",
                   "use `graft retrieve` for images and texts");
}

std::vector<Value> predict_file(const JsonlFile& file, Predictor& predictor) {
  std::vector<std::size_t> sizes;
  for_each_row(file, [&](const Value& row) { sizes.push_back(predictor.add(file, row)); });
  std::vector<std::size_t> order(sizes.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&sizes](std::size_t left, std::size_t right) {
    return sizes[left] < sizes[right];
  });
  const NoGradient no_gradient;
  std::vector<Value> answers(order.size());
  for (std::size_t first = 0; first < order.size(); first += kRows) {
    const auto begin = order.begin() + static_cast<std::ptrdiff_t>(first);
    const std::vector<std::size_t> rows(
        begin, order.begin() + static_cast<std::ptrdiff_t>(std::min(first + kRows, order.size())));
    std::vector<Value> some = predictor.answer(rows);
    for (std::size_t i = 0; i < rows.size(); ++i) answers[rows[i]] = std::move(some[i]);
  }
  return answers;
}

}  // namespace graft
