#include "graft/roles/architecture.h"

namespace graft {

const char* name_of(Family family) {
  switch (family) {
    case Family::kAutoregressive:
      return "autoregressive";
    case Family::kAutoencoding:
      return "autoencoding";
    case Family::kEncoderDecoder:
      return "encoder-decoder";
    case Family::kMultimodal:
      return "multimodal";
  }
  return "?";
}

const char* name_of(HeadKind kind) {
  switch (kind) {
    case HeadKind::kPretraining:
      return "pretraining";
    case HeadKind::kSequenceClassification:
      return "sequence classification";
    case HeadKind::kTokenClassification:
      return "token classification";
    case HeadKind::kQuestionAnswering:
      return "question answering";
    case HeadKind::kImageClassification:
      return "image classification";
    case HeadKind::kNone:
      return "no head";
  }
  return "?";
}

Architecture::~Architecture() = default;
std::string Architecture::parameter_name(const std::string& name) const { return name; }
std::int64_t Architecture::max_positions() const { return 0; }
std::int64_t Architecture::vocab_size() const { return 0; }
std::vector<std::int64_t> Architecture::frame_text(const std::vector<std::int64_t>& ids,
                                                   const SpecialTokens&) const {
  return ids;
}

TextObjective::~TextObjective() = default;
TextDecoder::~TextDecoder() = default;
Autoregressive::~Autoregressive() = default;
std::int64_t Autoregressive::position_limit() const { return max_positions(); }
Autoencoding::~Autoencoding() = default;
EncoderDecoder::~EncoderDecoder() = default;
std::int64_t EncoderDecoder::position_limit() const { return 0; }
Multimodal::~Multimodal() = default;
ImageTextEmbedding::~ImageTextEmbedding() = default;
ImageTextObjective::~ImageTextObjective() = default;
void ImageTextObjective::constrain_parameters() {}

}  // namespace graft
