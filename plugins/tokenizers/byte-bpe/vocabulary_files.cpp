#include "vocabulary_files.h"

#include <algorithm>
#include <string_view>

#include "graft/file.h"
#include "graft/json.h"
#include "graft/text/tokenizer_json.h"
#include "tokenizer_steps.h"

namespace graft {

namespace {

/// Appends the merge of two tokens to the model, or returns what is wrong with it.
std::string add_merge(std::string_view left, std::string_view right, BpeModel& model) {
  const Vocabulary& vocabulary = model.tokens.vocabulary;
  const std::string joined = std::string(left) + std::string(right);
  for (const std::string_view token : {left, right, std::string_view(joined)}) {
    if (!vocabulary.id_of(token)) {
      return "the merge of \"" + std::string(left) + "\" and \"" + std::string(right) +
             "\" needs the token \"" + std::string(token) + "\", which the vocabulary lacks";
    }
  }
  const auto id = [&vocabulary](std::string_view token) {
    return static_cast<std::int32_t>(*vocabulary.id_of(token));
  };
  model.merges.push_back({id(left), id(right), id(joined)});
  return "";
}

/// Appends the merge that a line such as `Ġ t` states, or returns what is wrong with it.
std::string add_merge_line(std::string_view line, BpeModel& model) {
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos || line.find(' ', space + 1) != std::string_view::npos) {
    return "expected two tokens with one space between them";
  }
  return add_merge(line.substr(0, space), line.substr(space + 1), model);
}

void read_merges_text(const std::string& path, BpeModel& model, std::vector<Problem>& problems) {
  const std::string content = read_file(path);
  const std::size_t before = problems.size();
  int number = 0;
  for (std::size_t begin = 0; begin < content.size();) {
    const std::size_t end = std::min(content.find('\n', begin), content.size());
    std::string_view line = std::string_view(content).substr(begin, end - begin);
    begin = end + 1;
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || (number == 1 && line.starts_with("#version"))) continue;
    const std::string mistake = add_merge_line(line, model);
    if (mistake.empty()) continue;
    problems.push_back({path, number, 0, "bad-merge", mistake, ""});
    if (problems.size() - before >= kMostVocabularyProblems) return;
  }
}

void read_merges_json(const Value& merges, BpeModel& model, std::vector<Problem>& problems) {
  const std::size_t before = problems.size();
  for (const Value& merge : merges.as_list()) {
    const bool pair = merge.is_list() && merge.size() == 2 && merge.as_list()[0].is_string() &&
                      merge.as_list()[1].is_string();
    std::string mistake = "expected a merge as text or as a list of two tokens";
    if (merge.is_string()) {
      mistake = add_merge_line(merge.as_string(), model);
    } else if (pair) {
      mistake = add_merge(merge.as_list()[0].as_string(), merge.as_list()[1].as_string(), model);
    }
    if (mistake.empty()) continue;
    problems.push_back(merge.problem("bad-merge", mistake));
    if (problems.size() - before >= kMostVocabularyProblems) return;
  }
}

}  // namespace

void read_vocabulary_files(const std::string& vocabulary_path, const std::string& merges_path,
                           BpeModel& model, std::vector<Problem>& problems) {
  read_vocabulary(parse_json(read_file(vocabulary_path), vocabulary_path), model.tokens.vocabulary,
                  problems);
  if (problems.empty()) read_merges_text(merges_path, model, problems);
}

void read_tokenizer_json(const std::string& path, std::optional<BpeFlavour> named, BpeModel& model,
                         RoleDefaults& stated, std::vector<Problem>& problems) {
  const Value tokenizer = parse_json(read_file(path), path);
  model.flavour = named.value_or(flavour_of_steps(tokenizer));
  check_steps(tokenizer, model.flavour, problems);
  if (!problems.empty()) return;
  const Value& bpe = tokenizer.at("model");
  read_vocabulary(bpe.at("vocab"), model.tokens.vocabulary, problems);
  if (!problems.empty()) return;
  read_merges_json(bpe.at("merges"), model, problems);
  const Value* const prefix = tokenizer.at("pre_tokenizer").find("add_prefix_space");
  if (prefix != nullptr) model.add_prefix_space = prefix->as_bool();
  read_added_tokens(tokenizer, model.tokens, problems);
  if (model.flavour == BpeFlavour::kClip) {
    read_clip_frame(tokenizer, model.tokens.vocabulary, stated, problems);
  } else {
    read_gpt2_frame(tokenizer, model, stated, problems);
  }
}

}  // namespace graft
