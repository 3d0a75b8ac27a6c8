#pragma once

#include "graft/roles/tokenizer.h"
#include "options.h"
#include "piece_model.h"

namespace graft {

/// Learns a model with the trainer of the SentencePiece library, in a process of its own, since the
/// library ends the process where a text is too poor for it. Every line of a text is a sentence;
/// longer ones than 4 KiB are cut, at a space if there is one. The same texts give the same model,
/// for any number of threads. Throws InputError where no model can be learnt.
///
/// Special tokens have the ids of the published models: <pad> 0, </s> 1, <unk> 2 with style t5;
/// <unk> 0, <s> 1, </s> 2 with style llama.
PieceModel train_piece_model(const SentencePieceOptions& options, const TextSource& texts);

}  // namespace graft
