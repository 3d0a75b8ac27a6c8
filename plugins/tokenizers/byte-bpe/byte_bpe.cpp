#include "byte_bpe.h"

#include <utility>

#include "byte_alphabet.h"
#include "graft/utf8.h"
#include "pretokenizer.h"

namespace graft {

namespace {

AddedTokens finder_of(const TokenInventory& tokens) {
  std::vector<AddedToken> list;
  for (const auto& [id, token] : tokens.added_tokens) list.push_back(token);
  return AddedTokens(std::move(list));
}

}  // namespace

ByteBpe::ByteBpe(BpeModel model)
    : model_(std::move(model)),
      added_tokens_(finder_of(model_.tokens)),
      merges_(model_.merges),
      bytes_(static_cast<std::size_t>(model_.tokens.vocabulary.size())) {
  list_special_tokens(model_.tokens);
  const Vocabulary& vocabulary = model_.tokens.vocabulary;
  for (std::int64_t id = 0; id < vocabulary.size(); ++id) {
    const std::string* const token = vocabulary.token(id);
    if (token == nullptr) continue;
    const bool is_added = added_tokens_.find(id) != nullptr;
    bytes_[static_cast<std::size_t>(id)] =
        is_added ? *token : read_spelling(*token).value_or(*token);
  }
  for (std::size_t byte = 0; byte < 256; ++byte) {
    const char content = static_cast<char>(byte);
    const auto id = vocabulary.id_of(spell_bytes({&content, 1}));
    token_of_byte_[byte] =
        static_cast<std::int32_t>(id.value_or(model_.tokens.special_tokens.unknown.value_or(0)));
  }
}

std::unique_ptr<Tokenizer> ByteBpe::train(const ByteBpeOptions& options, const TextSource& texts) {
  return std::make_unique<ByteBpe>(train_bpe(options, texts));
}

std::unique_ptr<Tokenizer> ByteBpe::load(const std::string& folder) {
  return std::make_unique<ByteBpe>(read_bpe_model(folder));
}

std::vector<std::int64_t> ByteBpe::encode(std::string_view text,
                                          const EncodeOptions& options) const {
  std::vector<std::int64_t> ids;
  if (options.add_special_tokens) ids = beginning();
  for (const TextPiece& piece : added_tokens_.split(text, options.parse_special_tokens)) {
    if (piece.token != nullptr) {
      ids.push_back(piece.token->id);
    } else if (model_.add_prefix_space && !piece.text.starts_with(' ')) {
      encode_plain(std::string(1, ' ').append(piece.text), ids);
    } else {
      encode_plain(piece.text, ids);
    }
  }
  return ids;
}

std::vector<std::int64_t> ByteBpe::beginning() const {
  if (!model_.add_bos_token || !model_.tokens.special_tokens.bos) return {};
  return {*model_.tokens.special_tokens.bos};
}

TokenizedInput ByteBpe::assemble(const std::vector<std::int64_t>& first,
                                 const std::vector<std::int64_t>* second) const {
  TokenizedInput input;
  input.ids = beginning();
  input.ids.insert(input.ids.end(), first.begin(), first.end());
  input.token_type_ids.assign(input.ids.size(), 0);
  if (second == nullptr) return input;
  const std::vector<std::int64_t> between = beginning();
  input.ids.insert(input.ids.end(), between.begin(), between.end());
  input.ids.insert(input.ids.end(), second->begin(), second->end());
  input.token_type_ids.resize(input.ids.size(), 1);
  return input;
}

void ByteBpe::encode_plain(std::string_view text, std::vector<std::int64_t>& ids) const {
  for (std::size_t offset = 0; offset < text.size();) {
    const std::string_view word = next_pretoken(text, offset);
    offset += word.size();
    if (!cache_.append(word, ids)) encode_word(word, ids);
  }
}

void ByteBpe::encode_word(std::string_view word, std::vector<std::int64_t>& ids) const {
  std::vector<std::int32_t> symbols;
  symbols.reserve(word.size());
  for (const char byte : word) {
    symbols.push_back(token_of_byte_[static_cast<unsigned char>(byte)]);
  }
  merge_symbols(merges_, symbols);
  cache_.store(word, symbols);
  ids.insert(ids.end(), symbols.begin(), symbols.end());
}

std::string ByteBpe::decode(const std::vector<std::int64_t>& ids, bool skip_special_tokens) const {
  if (!skip_special_tokens) return replace_invalid_utf8(bytes(ids));
  std::vector<std::int64_t> kept;
  kept.reserve(ids.size());
  for (const std::int64_t id : ids) {
    const AddedToken* const added = added_tokens_.find(id);
    if (added == nullptr || !added->special) kept.push_back(id);
  }
  return replace_invalid_utf8(bytes(kept));
}

std::string ByteBpe::token(std::int64_t id) const {
  bytes_of(id);
  return *model_.tokens.vocabulary.token(id);
}

std::optional<std::int64_t> ByteBpe::id_of(std::string_view token) const {
  return model_.tokens.vocabulary.id_of(token);
}

bool ByteBpe::starts_word(std::int64_t id) const {
  const std::string& bytes = bytes_of(id);
  if (bytes.empty() || added_tokens_.find(id) != nullptr) return true;
  const auto first = static_cast<unsigned char>(bytes.front());
  if (first >= 0x80) return begins_unspaced(bytes);
  const bool is_letter = (first >= '0' && first <= '9') || (first >= 'A' && first <= 'Z') ||
                         (first >= 'a' && first <= 'z');
  return !is_letter;
}

void ByteBpe::save(const std::string& folder) const { write_bpe_model(model_, folder); }

std::string ByteBpe::bytes(const std::vector<std::int64_t>& ids) const {
  std::string result;
  for (const std::int64_t id : ids) result += bytes_of(id);
  return result;
}

const std::string& ByteBpe::bytes_of(std::int64_t id) const {
  if (model_.tokens.vocabulary.token(id) == nullptr) {
    throw InputError("unknown-id",
                     "byte-bpe: no token has id " + std::to_string(id) + "; ids are below " +
                         std::to_string(vocab_size()),
                     "use the tokenizer that the ids come from");
  }
  return bytes_[static_cast<std::size_t>(id)];
}

}  // namespace graft
