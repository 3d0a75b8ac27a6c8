#pragma once

#include "graft/roles/tokenizer.h"
#include "wordpiece_model.h"
#include "wordpiece_options.h"

namespace graft {

/// Learns pieces from texts: words are counted, then the most frequent pair of neighbours becomes a
/// piece, again and again, as in byte-pair encoding; which pairs made it does not matter later. Of
/// equally frequent pairs the one whose texts come first is taken, so that the same texts give the
/// same tokenizer. Ids: special tokens, characters, characters that go on a word, merged pieces.
/// Text is plain: what looks like a special token is learnt from as characters. Words with
/// characters that get no token, and those over 100 characters, are left out. Throws InputError for
/// impossible options. Source: Schuster and Nakajima, "Japanese and Korean Voice Search", 2012; the
/// order of the ids and the merging by counts are those of Hugging Face tokenizers.
WordPieceModel train_wordpiece(const WordPieceOptions& options, const TextSource& texts);

}  // namespace graft
