#pragma once

#include <optional>
#include <string>

#include "graft/text/token_inventory.h"
#include "graft/value.h"

namespace graft {

/// What stands around texts: `[CLS] A [SEP]`, around pairs `[CLS] A [SEP] B [SEP]`, where the token
/// types of B and what follows it are 1.
struct BertTemplate {
  std::string cls;
  std::string sep;
};

/// Reads the `post_processor` of a `tokenizer.json`, of type TemplateProcessing or BertProcessing;
/// nullopt where it does something else or has other ids than the vocabulary. Throws InputError.
std::optional<BertTemplate> read_bert_template(const Value& processor,
                                               const Vocabulary& vocabulary);

/// The `post_processor` that the reference library writes; null where [CLS] or [SEP] is missing.
Value bert_template_value(const TokenInventory& tokens);

}  // namespace graft
