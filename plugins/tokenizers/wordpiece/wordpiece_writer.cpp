#include <utility>

#include "bert_template.h"
#include "graft/file.h"
#include "graft/json.h"
#include "graft/text/tokenizer_config.h"
#include "graft/text/tokenizer_json.h"
#include "wordpiece_model.h"

namespace graft {

namespace {

Value strip_accents_value(const BertNormalizerOptions& options) {
  return options.strip_accents ? Value(*options.strip_accents) : Value();
}

/// A token a line. An id without a token is an empty line, so that the others keep theirs.
std::string vocabulary_text(const WordPieceModel& model) {
  std::string text;
  for (std::int64_t id = 0; id < model.num_pieces; ++id) {
    const std::string* const token = model.tokens.vocabulary.token(id);
    if (token != nullptr) text += *token;
    text += '\n';
  }
  return text;
}

Value tokenizer_json(const WordPieceModel& model) {
  TokenizerSteps steps;
  steps.normalizer = Value::map();
  steps.normalizer.set("type", "BertNormalizer");
  steps.normalizer.set("clean_text", model.normalizer.clean_text);
  steps.normalizer.set("handle_chinese_chars", model.normalizer.tokenize_chinese_chars);
  steps.normalizer.set("strip_accents", strip_accents_value(model.normalizer));
  steps.normalizer.set("lowercase", model.normalizer.lowercase);
  steps.pre_tokenizer = Value::map();
  steps.pre_tokenizer.set("type", "BertPreTokenizer");
  steps.post_processor = bert_template_value(model.tokens);
  steps.decoder = Value::map();
  steps.decoder.set("type", "WordPiece");
  steps.decoder.set("prefix", kContinuation);
  steps.decoder.set("cleanup", model.clean_up_tokenization_spaces);
  steps.model = Value::map();
  steps.model.set("type", "WordPiece");
  steps.model.set("unk_token",
                  *model.tokens.vocabulary.token(*model.tokens.special_tokens.unknown));
  steps.model.set("continuing_subword_prefix", kContinuation);
  steps.model.set("max_input_chars_per_word", model.max_input_chars_per_word);
  steps.model.set("vocab", vocabulary_value(model.tokens.vocabulary, model.num_pieces));
  return tokenizer_json_value(model.tokens, std::move(steps));
}

Value config_json(const WordPieceModel& model) {
  Value settings = Value::map();
  settings.set("clean_up_tokenization_spaces", model.clean_up_tokenization_spaces);
  settings.set("do_basic_tokenize", true);
  settings.set("do_lower_case", model.normalizer.lowercase);
  settings.set("never_split", Value());
  settings.set("strip_accents", strip_accents_value(model.normalizer));
  settings.set("tokenize_chinese_chars", model.normalizer.tokenize_chinese_chars);
  settings.set("tokenizer_class", "BertTokenizer");
  return tokenizer_config_value(model.tokens, bert_roles(), settings);
}

}  // namespace

void write_wordpiece_model(const WordPieceModel& model, const std::string& folder) {
  write_file(folder + "/vocab.txt", vocabulary_text(model));
  write_file(folder + "/tokenizer.json", write_json(tokenizer_json(model)) + "\n");
  write_file(folder + "/special_tokens_map.json",
             write_json(special_tokens_map_value(model.tokens), 2) + "\n");
  write_file(folder + "/tokenizer_config.json", write_json(config_json(model), 2) + "\n");
}

}  // namespace graft
