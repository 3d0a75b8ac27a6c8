#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bpe_model.h"

namespace graft {

/// Reads the vocabulary and the merges of `vocab.json` and `merges.txt` (whatever their names) into
/// `model`. Appends what is wrong, at most 20 mistakes of each file.
void read_vocabulary_files(const std::string& vocabulary_path, const std::string& merges_path,
                           BpeModel& model, std::vector<Problem>& problems);

/// Reads a `tokenizer.json`, which decides about the flavour where another file has not `named` it.
/// `stated` receives the tokens whose role it states. Appends what is wrong, also steps of another
/// kind of tokenizer.
void read_tokenizer_json(const std::string& path, std::optional<BpeFlavour> named, BpeModel& model,
                         RoleDefaults& stated, std::vector<Problem>& problems);

}  // namespace graft
