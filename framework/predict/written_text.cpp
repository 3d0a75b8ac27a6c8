#include "framework/data/input_rows.h"
#include "framework/data/model_text.h"
#include "framework/generate/generator.h"
#include "framework/generate/request.h"
#include "framework/generate/text_stream.h"
#include "framework/predict/predictors.h"
#include "framework/tasks/text_writing.h"
#include "graft/error.h"
#include "graft/image.h"

namespace graft {

namespace {

class WrittenText : public Predictor {
 public:
  WrittenText(const PredictorParts& parts, const Tokenizer& tokenizer)
      : parts_(parts),
        tokenizer_(tokenizer),
        limits_(prompt_limits(parts.model, &tokenizer)),
        reads_images_(dynamic_cast<const Multimodal*>(&parts.model) != nullptr),
        settings_(GenerationSettings::read(parts.generation, "generation")) {
    const auto eos = tokenizer.special_tokens().eos;
    if (eos && settings_.eos_token_id.is_null()) settings_.eos_token_id = *eos;
    if (parts.task) take(parts.task->options);
    if (is_task("text-to-text") || is_task("captioning")) {
      writes_targets_ = true;
      if (settings_.eos_token_id.is_null()) settings_.eos_token_id = ending_token(tokenizer);
    }
  }

  std::size_t add(const JsonlFile& file, const Value& row) override {
    Item item;
    if (reads_images_) item.image = readable_image_path(file, row);
    const Value* const text = row.find("text");
    if (text != nullptr || !reads_images_) item.ids = read(required_text(row, "text"));
    if (item.ids.empty()) item.ids = {first_token()};
    if (std::ssize(item.ids) > limits_.max_positions) {
      throw InputError("too-long",
                       "the text has " + std::to_string(item.ids.size()) +
                           " tokens, the model reads " + std::to_string(limits_.max_positions),
                       "shorten it");
    }
    items_.push_back(std::move(item));
    return items_.back().ids.size();
  }

  std::vector<Value> answer(const std::vector<std::size_t>& inputs) override {
    std::vector<Value> answers;
    for (const std::size_t input : inputs) answers.push_back(write(items_[input]));
    return answers;
  }

 private:
  struct Item {
    std::vector<std::int64_t> ids;
    std::string image;  // path; empty: none
  };

  /// Writes as the task did that the model was adapted to, but for what its folder says.
  void take(const TaskOptions& options) {
    const auto is_open = [this](const char* key) { return parts_.generation.find(key) == nullptr; };
    if (is_open("max_new_tokens") && is_open("max_length")) {
      settings_.max_new_tokens = options.max_new_tokens;
    }
    if (is_open("num_beams")) settings_.num_beams = options.num_beams;
    if (is_open("length_penalty")) settings_.length_penalty = options.length_penalty;
  }

  std::vector<std::int64_t> read(const std::string& text) const {
    if (is_task("text-to-text")) {
      return source_text(text, parts_.task->options, tokenizer_, parts_.model).ids;
    }
    std::vector<std::int64_t> ids =
        tokenizer_.encode(text, {.add_special_tokens = false, .parse_special_tokens = false});
    std::vector<std::int64_t> assembled = tokenizer_.assemble(ids, nullptr).ids;
    if (assembled != ids) return assembled;
    return limits_.frame ? limits_.frame(ids) : ids;
  }

  std::int64_t first_token() const {
    const SpecialTokens special = tokenizer_.special_tokens();
    const auto first = special.bos ? special.bos : special.eos;
    if (first) return *first;
    throw InputError("empty-text", "there is no text and no token begins one", "give a `text`");
  }

  bool is_task(const char* kind) const { return parts_.task && parts_.task->kind == kind; }

  /// Targets as they were scored; any other text goes on from its prompt.
  std::string text_of(const std::vector<std::int64_t>& ids, std::size_t prompt_length) const {
    if (!writes_targets_) return generated_text(tokenizer_, ids, prompt_length, {}).continuation;
    return clean_text({ids.begin() + static_cast<std::ptrdiff_t>(prompt_length), ids.end()},
                      tokenizer_);
  }

  Value write(const Item& item) const {
    GenerationRequest request;
    request.input_ids = item.ids;
    request.settings = settings_;
    if (is_task("text-to-text")) keep_room(item.ids.size(), parts_.model, request.settings);
    TextStart start = text_start(parts_.model, request);
    if (!item.image.empty()) {
      const ImageInput input = dynamic_cast<const Multimodal&>(parts_.model).image_input();
      start.source["pixel_values"] =
          pixel_values(read_image(item.image), input.size, input.mean, input.std)
              .view({1, 3, input.size, input.size});
    }
    const GeneratedSequence written =
        generate(parts_.model, start.source, start.prompt, request.settings).front();
    Value answer = Value::map();
    answer.set("text", text_of(written.ids, start.prompt.size()));
    answer.set("score", written.score);
    return answer;
  }

  PredictorParts parts_;
  const Tokenizer& tokenizer_;
  PromptLimits limits_;
  bool reads_images_;
  bool writes_targets_ = false;
  GenerationSettings settings_;
  std::vector<Item> items_;
};

}  // namespace

std::unique_ptr<Predictor> text_predictor(const PredictorParts& parts, const Tokenizer& tokenizer) {
  return std::make_unique<WrittenText>(parts, tokenizer);
}

}  // namespace graft
