#include <algorithm>

#include "framework/data/input_rows.h"
#include "framework/data/model_text.h"
#include "framework/data/token_rows.h"
#include "framework/predict/predictors.h"
#include "graft/error.h"
#include "graft/image.h"

namespace graft {

namespace {

class TextLabels : public Predictor {
 public:
  TextLabels(const PredictorParts& parts, const Tokenizer& tokenizer)
      : parts_(parts), tokenizer_(tokenizer) {}

  std::size_t add(const JsonlFile&, const Value& row) override {
    const std::string& text = required_text(row, "text");
    if (text.empty()) throw InputError("empty-text", "`text` is empty", "give it words");
    const bool is_pair = row.find("text_pair") != nullptr;
    rows_.add(is_pair ? model_pair(text, required_text(row, "text_pair"), tokenizer_, parts_.model)
                      : model_text(text, tokenizer_, parts_.model));
    return rows_.ids.back().size();
  }

  std::vector<Value> answer(const std::vector<std::size_t>& inputs) override {
    ForwardContext context;
    const Tensor logits =
        parts_.model.forward(rows_.batch(inputs, padding_id(tokenizer_)), context).logits;
    std::vector<Value> answers;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      answers.push_back(label_value(
          parts_.head, logits.data<float>() + static_cast<std::int64_t>(i) * logits.dim(1)));
    }
    return answers;
  }

 private:
  PredictorParts parts_;
  const Tokenizer& tokenizer_;
  TokenRows rows_;
};

class ImageLabels : public Predictor {
 public:
  explicit ImageLabels(const PredictorParts& parts)
      : parts_(parts), input_(dynamic_cast<const Multimodal&>(parts.model).image_input()) {}

  std::size_t add(const JsonlFile& file, const Value& row) override {
    paths_.push_back(readable_image_path(file, row));
    return 1;
  }

  std::vector<Value> answer(const std::vector<std::size_t>& inputs) override {
    Tensor values({std::ssize(inputs), 3, input_.size, input_.size});
    float* to = values.data<float>();
    for (const std::size_t input : inputs) {
      const Tensor one =
          pixel_values(read_image(paths_[input]), input_.size, input_.mean, input_.std);
      to = std::copy_n(one.data<float>(), one.numel(), to);
    }
    Batch batch;
    batch["pixel_values"] = values;
    ForwardContext context;
    const Tensor logits = parts_.model.forward(batch, context).logits;
    std::vector<Value> answers;
    for (std::int64_t i = 0; i < std::ssize(inputs); ++i) {
      answers.push_back(label_value(parts_.head, logits.data<float>() + i * logits.dim(1)));
    }
    return answers;
  }

 private:
  PredictorParts parts_;
  ImageInput input_;
  std::vector<std::string> paths_;
};

}  // namespace

std::unique_ptr<Predictor> text_label_predictor(const PredictorParts& parts,
                                                const Tokenizer& tokenizer) {
  return std::make_unique<TextLabels>(parts, tokenizer);
}

std::unique_ptr<Predictor> image_label_predictor(const PredictorParts& parts) {
  return std::make_unique<ImageLabels>(parts);
}

}  // namespace graft
