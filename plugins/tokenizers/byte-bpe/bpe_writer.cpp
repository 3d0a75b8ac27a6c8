#include <utility>

#include "bpe_model.h"
#include "graft/file.h"
#include "graft/json.h"
#include "graft/text/tokenizer_config.h"
#include "graft/text/tokenizer_json.h"
#include "tokenizer_steps.h"

namespace graft {

namespace {

Value whole_vocabulary(const BpeModel& model) {
  return vocabulary_value(model.tokens.vocabulary, model.tokens.vocabulary.size());
}

std::vector<std::string> merge_lines(const BpeModel& model) {
  const Vocabulary& vocabulary = model.tokens.vocabulary;
  std::vector<std::string> lines;
  lines.reserve(model.merges.size());
  for (const Merge& merge : model.merges) {
    lines.push_back(*vocabulary.token(merge.left) + " " + *vocabulary.token(merge.right));
  }
  return lines;
}

Value tokenizer_json(const BpeModel& model) {
  TokenizerSteps steps = steps_of(model);
  steps.model.set("vocab", whole_vocabulary(model));
  steps.model.set("merges", merge_lines(model));
  return tokenizer_json_value(model.tokens, std::move(steps));
}

Value config_json(const BpeModel& model) {
  const bool is_clip = model.flavour == BpeFlavour::kClip;
  Value settings = Value::map();
  if (!is_clip) {
    settings.set("add_bos_token", model.add_bos_token);
    settings.set("add_prefix_space", model.add_prefix_space);
  }
  settings.set("clean_up_tokenization_spaces", false);
  settings.set("errors", "replace");
  settings.set("tokenizer_class", is_clip ? "CLIPTokenizer" : "GPT2Tokenizer");
  return tokenizer_config_value(model.tokens, default_roles(model.flavour), settings);
}

}  // namespace

void write_bpe_model(const BpeModel& model, const std::string& folder) {
  std::string merges = "#version: 0.2\n";
  for (const std::string& line : merge_lines(model)) merges += line + "\n";
  write_file(folder + "/vocab.json", write_json(whole_vocabulary(model)) + "\n");
  write_file(folder + "/merges.txt", merges);
  write_file(folder + "/tokenizer.json", write_json(tokenizer_json(model)) + "\n");
  write_file(folder + "/special_tokens_map.json",
             write_json(special_tokens_map_value(model.tokens), 2) + "\n");
  write_file(folder + "/tokenizer_config.json", write_json(config_json(model), 2) + "\n");
}

}  // namespace graft
