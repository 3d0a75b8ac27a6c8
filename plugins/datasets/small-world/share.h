#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace graft {

/// Who may show an instance: a review, a sum, a person with all that is asked about them. The
/// corpus shows its own share solved (a review with its verdict, a question with its answer); each
/// split of a labelled task shows its own share. No instance has two shares, whatever the sizes of
/// the splits are, because an instance's own name decides.
enum class Share { kCorpus, kTrain, kValidation, kTest };

/// "corpus", "train", "validation", "test".
const char* name_of(Share share);

/// The share of a labelled split. Throws InputError for a split that does not exist.
Share share_of_split(const std::string& split);

/// 64-bit FNV-1a with a final mix: the same on every machine.
std::uint64_t hash_of(std::string_view text);

/// Share of the instance with this name: 40 % corpus, 30 % train, 10 % validation, 20 % test.
Share share_of_instance(std::string_view name);

/// Share of the `index`-th person or place, in the same proportions among every ten.
Share share_of_index(std::int64_t index);

/// Split of a whole document of the corpus: 90 % train, 5 % validation, 5 % test.
Share share_of_document(std::string_view text);

}  // namespace graft
