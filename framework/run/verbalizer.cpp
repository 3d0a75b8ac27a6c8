#include "framework/run/verbalizer.h"

#include <algorithm>
#include <utility>

#include "graft/error.h"

namespace graft {

std::vector<std::vector<std::string>> label_words(const Prompt& prompt,
                                                  const std::vector<std::string>& labels) {
  const std::vector<LabelWords> given = prompt.label_words();
  std::vector<std::vector<std::string>> words;
  std::vector<Problem> problems;
  for (const std::string& label : labels) {
    const auto found = std::find_if(given.begin(), given.end(), [&label](const LabelWords& entry) {
      return entry.label == label;
    });
    if (found == given.end() || found->words.empty()) {
      problems.push_back({"", 0, 0, "missing-label",
                          "the prompt has no words for the label \"" + label + "\" of the data",
                          "add it to `labels` of the prompt"});
      continue;
    }
    words.push_back(found->words);
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return words;
}

Verbalizer read_verbalizer(const Prompt& prompt, const std::vector<std::string>& labels,
                           const Tokenizer& tokenizer) {
  const EncodeOptions plain{.add_special_tokens = false, .parse_special_tokens = false};
  const std::vector<std::vector<std::string>> words = label_words(prompt, labels);
  Verbalizer verbalizer;
  for (std::size_t label = 0; label < labels.size(); ++label) {
    verbalizer.words.emplace_back();
    for (const std::string& word : words[label]) {
      std::vector<std::int64_t> ids = tokenizer.encode(word, plain);
      if (ids.empty()) {
        throw InputError("bad-value", "an empty word stands for the label \"" + labels[label] + '"',
                         "write a word in `labels` of the prompt");
      }
      verbalizer.longest = std::max(verbalizer.longest, ids.size());
      verbalizer.words.back().push_back(std::move(ids));
    }
  }
  return verbalizer;
}

}  // namespace graft
