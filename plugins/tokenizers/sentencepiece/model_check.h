#pragma once

#include <string>
#include <string_view>

namespace graft {

/// Throws InputError naming `file` when `model` is no SentencePiece model that the library can take
/// without stumbling: a whole message, pieces that are UTF-8, not empty and all different, exactly
/// one piece for the unknown, normalization rules that stay within themselves, and a model type
/// that it knows. Source: sentencepiece_model.proto of the SentencePiece project.
void check_sentencepiece_model(std::string_view model, const std::string& file);

}  // namespace graft
