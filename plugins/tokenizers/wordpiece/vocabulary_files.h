#pragma once

#include <string>
#include <vector>

#include "graft/text/token_inventory.h"
#include "wordpiece_model.h"

namespace graft {

/// Reads `vocab.txt`: a token a line, in the order of the ids. An empty line is an id without a
/// token. Appends what is wrong. Throws InputError when the file cannot be read or is not UTF-8.
void read_vocabulary_text(const std::string& path, WordPieceModel& model,
                          std::vector<Problem>& problems);

/// Reads a `tokenizer.json`; `stated` receives the tokens whose role it states: [UNK], and, unless
/// it puts nothing around texts, [CLS] and [SEP]. Appends what is wrong, also steps of another kind
/// of tokenizer. Throws InputError for entries of a wrong type.
void read_tokenizer_json(const std::string& path, WordPieceModel& model, RoleDefaults& stated,
                         std::vector<Problem>& problems);

}  // namespace graft
