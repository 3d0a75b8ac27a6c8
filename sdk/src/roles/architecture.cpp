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

Architecture::~Architecture() = default;
std::string Architecture::parameter_name(const std::string& name) const { return name; }

TextObjective::~TextObjective() = default;
Autoregressive::~Autoregressive() = default;
Autoencoding::~Autoencoding() = default;
EncoderDecoder::~EncoderDecoder() = default;
Multimodal::~Multimodal() = default;

}  // namespace graft
