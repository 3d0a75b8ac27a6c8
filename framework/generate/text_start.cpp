#include "framework/generate/request.h"

namespace graft {

PromptLimits prompt_limits(const Architecture& model, const Tokenizer* tokenizer) {
  PromptLimits limits;
  limits.vocab_size = model.vocab_size();
  limits.is_source = dynamic_cast<const EncoderDecoder*>(&model) != nullptr;
  const auto* const decoder = dynamic_cast<const TextDecoder*>(&model);
  // Of what depends on a source, the prompt is the source.
  if (decoder != nullptr && !limits.is_source && decoder->position_limit() > 0) {
    limits.max_positions = decoder->position_limit();
  }
  // A text beside an image follows the token that began the texts of the training.
  const bool reads_images = dynamic_cast<const Multimodal*>(&model) != nullptr;
  if ((limits.is_source || reads_images) && tokenizer != nullptr) {
    limits.frame = [&model,
                    special = tokenizer->special_tokens()](const std::vector<std::int64_t>& ids) {
      return model.frame_text(ids, special);
    };
  }
  return limits;
}

TextStart text_start(const Architecture& model, const GenerationRequest& request) {
  TextStart start;
  const auto* const pair = dynamic_cast<const EncoderDecoder*>(&model);
  if (pair == nullptr) {
    start.prompt = request.input_ids;
    return start;
  }
  const auto length = static_cast<std::int64_t>(request.input_ids.size());
  start.source["input_ids"] = Tensor::from({1, length}, request.input_ids);
  start.prompt = {request.settings.decoder_start_token_id.value_or(pair->decoder_start_token_id())};
  return start;
}

}  // namespace graft
