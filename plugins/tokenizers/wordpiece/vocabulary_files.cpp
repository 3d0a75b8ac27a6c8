#include "vocabulary_files.h"

#include <algorithm>
#include <string_view>

#include "bert_template.h"
#include "graft/file.h"
#include "graft/json.h"
#include "graft/text/tokenizer_json.h"
#include "graft/utf8.h"

namespace graft {

namespace {

/// Appends a step of `tokenizer.json` that BERT's tokenizer does not have.
void refuse(const Value* step, const Value& otherwise, const std::string& what,
            std::vector<Problem>& problems) {
  refuse_step(step, otherwise, what, "WordPiece as in BERT", problems);
}

void check_steps(const Value& tokenizer, std::vector<Problem>& problems) {
  struct Expected {
    const char* step;
    const char* type;
  };
  for (const auto& [step, type] :
       {Expected{"normalizer", "BertNormalizer"}, Expected{"pre_tokenizer", "BertPreTokenizer"}}) {
    const Value* const found = tokenizer.find(step);
    if (step_type(found) == type) continue;
    refuse(found, tokenizer, std::string(step) + " " + step_type(found), problems);
  }
  const Value* const decoder = tokenizer.find("decoder");
  if (is_set(decoder) && step_type(decoder) != "WordPiece") {
    refuse(decoder, tokenizer, "decoder " + step_type(decoder), problems);
  }
  const Value& model = tokenizer.at("model");
  if (model.find("type") != nullptr && step_type(&model) != "WordPiece") {
    refuse(model.find("type"), model, "model " + step_type(&model), problems);
  }
  const Value* const prefix = model.find("continuing_subword_prefix");
  if (prefix != nullptr && prefix->as_string() != kContinuation) {
    refuse(prefix, model, "continuing_subword_prefix \"" + prefix->as_string() + "\"", problems);
  }
}

void read_normalizer(const Value& step, BertNormalizerOptions& options) {
  const auto read = [&step](const char* key, bool& option) {
    const Value* const value = step.find(key);
    if (value != nullptr) option = value->as_bool();
  };
  read("clean_text", options.clean_text);
  read("handle_chinese_chars", options.tokenize_chinese_chars);
  read("lowercase", options.lowercase);
  const Value* const strip = step.find("strip_accents");
  if (strip != nullptr && !strip->is_null()) options.strip_accents = strip->as_bool();
}

/// What `vocab.txt` cannot hold is no word either.
void check_line_breaks(const Value& map, std::vector<Problem>& problems) {
  for (const Value::Member& member : map.as_map()) {
    if (member.key.find_first_of("\r\n") == std::string::npos) continue;
    problems.push_back(member.value.problem(
        "bad-token", "the token with id " + std::to_string(member.value.as_int()) +
                         " holds a line break, which no word has"));
    return;
  }
}

void read_model(const Value& step, WordPieceModel& model, RoleDefaults& stated,
                std::vector<Problem>& problems) {
  const Value* const most = step.find("max_input_chars_per_word");
  if (most != nullptr) model.max_input_chars_per_word = most->as_int();
  if (model.max_input_chars_per_word < 1 || model.max_input_chars_per_word > kMostWordCharacters) {
    problems.push_back(most->problem("out-of-range", "max_input_chars_per_word: expected 1 to " +
                                                         std::to_string(kMostWordCharacters)));
  }
  read_vocabulary(step.at("vocab"), model.tokens.vocabulary, problems);
  if (problems.empty()) check_line_breaks(step.at("vocab"), problems);
  model.num_pieces = model.tokens.vocabulary.size();
  const Value& unknown = step.at("unk_token");
  if (!model.tokens.vocabulary.id_of(unknown.as_string())) {
    problems.push_back(unknown.problem(
        "bad-vocabulary", "the vocabulary lacks the unk_token " + unknown.as_string()));
  }
  stated["unk_token"] = unknown.as_string();
}

}  // namespace

void read_vocabulary_text(const std::string& path, WordPieceModel& model,
                          std::vector<Problem>& problems) {
  const std::string content = read_file(path);
  require_utf8(content, path);
  std::int64_t id = 0;
  for (std::size_t begin = 0; begin < content.size(); ++id) {
    const std::size_t end = std::min(content.find('\n', begin), content.size());
    std::string_view line = std::string_view(content).substr(begin, end - begin);
    begin = end + 1;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    const auto mistake = model.tokens.vocabulary.add(std::string(line), id);
    if (!mistake) continue;
    problems.push_back({path, static_cast<int>(id) + 1, 0, "bad-token", *mistake, ""});
    if (problems.size() >= kMostVocabularyProblems) return;
  }
  model.num_pieces = model.tokens.vocabulary.size();
}

void read_tokenizer_json(const std::string& path, WordPieceModel& model, RoleDefaults& stated,
                         std::vector<Problem>& problems) {
  const Value tokenizer = parse_json(read_file(path), path);
  check_steps(tokenizer, problems);
  if (!problems.empty()) return;
  read_normalizer(tokenizer.at("normalizer"), model.normalizer);
  const Value* const decoder = tokenizer.find("decoder");
  const Value* const cleanup = decoder == nullptr ? nullptr : decoder->find("cleanup");
  if (cleanup != nullptr) model.clean_up_tokenization_spaces = cleanup->as_bool();
  read_model(tokenizer.at("model"), model, stated, problems);
  if (!problems.empty()) return;
  read_added_tokens(tokenizer, model.tokens, problems);
  const Value* const processor = tokenizer.find("post_processor");
  if (processor == nullptr || processor->is_null()) return;
  const auto around = read_bert_template(*processor, model.tokens.vocabulary);
  if (!around) {
    refuse(processor, tokenizer, "a post_processor other than [CLS] A [SEP] B [SEP]", problems);
    return;
  }
  stated["cls_token"] = around->cls;
  stated["sep_token"] = around->sep;
}

}  // namespace graft
