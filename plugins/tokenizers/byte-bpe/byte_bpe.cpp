#include "byte_bpe.h"

#include <algorithm>
#include <span>
#include <utility>

#include "byte_alphabet.h"
#include "clip_normalizer.h"
#include "graft/file.h"
#include "graft/text/text_pieces.h"
#include "graft/utf8.h"
#include "word_queue.h"

namespace graft {

namespace {

/// Appends ids to a list, many at a time.
class IdWriter {
 public:
  explicit IdWriter(std::vector<std::int64_t>& ids) : ids_(ids) {}

  void append(std::span<const std::int32_t> ids) {
    if (ids.size() > buffer_.size() - size_) flush();
    if (ids.size() > buffer_.size()) {
      ids_.insert(ids_.end(), ids.begin(), ids.end());
      return;
    }
    for (const std::int32_t id : ids) buffer_[size_++] = id;
  }

  void flush() {
    ids_.insert(ids_.end(), buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(size_));
    size_ = 0;
  }

 private:
  std::vector<std::int64_t>& ids_;
  std::array<std::int64_t, 512> buffer_;
  std::size_t size_ = 0;
};

/// What a token that is none of the added ones stands for. A space ends CLIP's words.
std::string token_bytes(std::string_view token, BpeFlavour flavour) {
  const bool ends_word = flavour == BpeFlavour::kClip && token.ends_with(kEndOfWord);
  if (ends_word) token.remove_suffix(kEndOfWord.size());
  return read_spelling(token).value_or(std::string(token)) + (ends_word ? " " : "");
}

/// The bytes of the model's tokens, by id.
std::vector<std::string> all_token_bytes(const BpeModel& model) {
  const Vocabulary& vocabulary = model.tokens.vocabulary;
  std::vector<std::string> bytes(static_cast<std::size_t>(vocabulary.size()));
  for (std::int64_t id = 0; id < vocabulary.size(); ++id) {
    const std::string* const token = vocabulary.token(id);
    if (token == nullptr) continue;
    const bool is_added = model.tokens.added_tokens.contains(id);
    bytes[static_cast<std::size_t>(id)] = is_added ? *token : token_bytes(*token, model.flavour);
  }
  return bytes;
}

WordEncoder make_encoder(const BpeModel& model, const std::vector<std::string>& bytes) {
  const std::int64_t unknown = model.tokens.special_tokens.unknown.value_or(0);
  const auto byte_tokens = [&](std::string_view ending) {
    WordEncoder::ByteTokens tokens{};
    for (std::size_t byte = 0; byte < tokens.size(); ++byte) {
      const char content = static_cast<char>(byte);
      const auto id = model.tokens.vocabulary.id_of(spell_bytes({&content, 1}).append(ending));
      tokens[byte] = static_cast<std::int32_t>(id.value_or(unknown));
    }
    return tokens;
  };
  const bool is_clip = model.flavour == BpeFlavour::kClip;
  return {model.merges, byte_tokens(""), byte_tokens(is_clip ? kEndOfWord : ""), bytes};
}

AddedTokens::Normalizer normalizer_of(const BpeModel& model) {
  if (model.flavour != BpeFlavour::kClip) return nullptr;
  return normalize_clip;
}

}  // namespace

ByteBpe::ByteBpe(BpeModel model)
    : model_(std::move(model)),
      added_tokens_(list_added_tokens(model_.tokens), normalizer_of(model_)),
      bytes_(all_token_bytes(model_)),
      is_special_(bytes_.size(), false),
      encoder_(make_encoder(model_, bytes_)) {
  list_special_tokens(model_.tokens);
  for (const std::int64_t id : model_.tokens.special_tokens.all) {
    is_special_[static_cast<std::size_t>(id)] = true;
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
  for (const TextPiece& piece : added_tokens_.split(text, options.parse_special_tokens)) {
    if (piece.token != nullptr) {
      ids.push_back(piece.token->id);
    } else if (piece.is_normalized) {
      encode_words(piece.text, ids);
    } else if (model_.add_prefix_space && !piece.text.starts_with(' ')) {
      encode_plain(std::string(1, ' ').append(piece.text), ids);
    } else {
      encode_plain(piece.text, ids);
    }
  }
  const bool has_frame = model_.flavour == BpeFlavour::kClip || model_.add_bos_token;
  if (options.add_special_tokens && has_frame) return assemble(ids, nullptr).ids;
  return ids;
}

std::vector<TokenSpan> ByteBpe::encode_with_spans(std::string_view text) const {
  const std::vector<std::int64_t> ids =
      encode(text, {.add_special_tokens = false, .parse_special_tokens = false});
  const std::string read = bytes(ids);
  // A space may have been put before the text.
  const std::size_t added = read.size() == text.size() + 1 ? 1 : 0;
  if (std::string_view(read).substr(added) != text) return Tokenizer::encode_with_spans(text);
  const auto is_inside = [text](std::size_t offset) {
    return offset < text.size() && continues_character(text[offset]);
  };
  std::vector<TokenSpan> tokens;
  std::size_t done = 0;
  for (const std::int64_t id : ids) {
    TokenSpan token{id, done, done + bytes_of(id).size()};
    done = token.end;
    token.begin -= std::min(token.begin, added);
    token.end -= std::min(token.end, added);
    while (token.begin > 0 && is_inside(token.begin)) --token.begin;
    while (is_inside(token.end)) ++token.end;
    tokens.push_back(token);
  }
  return tokens;
}

TokenizedInput ByteBpe::assemble(const std::vector<std::int64_t>& first,
                                 const std::vector<std::int64_t>* second) const {
  const SpecialTokens& special = model_.tokens.special_tokens;
  const bool is_clip = model_.flavour == BpeFlavour::kClip;
  TokenizedInput input;
  const auto append = [&](const std::vector<std::int64_t>& ids,
                          const std::optional<std::int64_t>& begin) {
    if (begin) input.ids.push_back(*begin);
    input.ids.insert(input.ids.end(), ids.begin(), ids.end());
    if (is_clip) input.ids.push_back(*special.eos);
  };
  const auto begin = is_clip || model_.add_bos_token ? special.bos : std::nullopt;
  append(first, begin);
  input.token_type_ids.assign(input.ids.size(), 0);
  if (second == nullptr) return input;
  append(*second, is_clip ? special.eos : model_.begins_second ? begin : std::nullopt);
  input.token_type_ids.resize(input.ids.size(), is_clip ? 0 : 1);  // CLIP knows no types
  return input;
}

void ByteBpe::encode_plain(std::string_view text, std::vector<std::int64_t>& ids) const {
  encode_in_pieces(
      text, [this](std::string_view piece, auto& found) { encode_piece(piece, found); }, ids);
}

void ByteBpe::encode_piece(std::string_view text, std::vector<std::int64_t>& ids) const {
  if (model_.flavour == BpeFlavour::kClip) {
    encode_words(normalize_clip(text), ids);
  } else {
    encode_words(text, ids);
  }
}

void ByteBpe::encode_words(std::string_view text, std::vector<std::int64_t>& ids) const {
  const WordCaches::Loan cache(caches_);
  std::vector<std::int32_t> made;
  IdWriter writer(ids);
  WordQueue queue(text, model_.flavour, encoder_);
  while (queue.fill(*cache)) {
    for (const WordQueue::Part& part : queue.parts()) {
      std::span<const std::int32_t> found;
      if (part.is_short()) found = cache->find(part.key);
      if (found.empty()) {
        encoder_.encode(part.text, made);
        if (part.is_short()) cache->store(part.key, made);
        found = made;
      }
      writer.append(found);
    }
  }
  writer.flush();
}

std::string ByteBpe::decode(const std::vector<std::int64_t>& ids, bool skip_special_tokens) const {
  std::string text;
  for (const std::int64_t id : ids) {
    const std::string& bytes = bytes_of(id);
    if (!skip_special_tokens || !is_special_[static_cast<std::size_t>(id)]) text += bytes;
  }
  if (!is_valid_utf8(text)) text = replace_invalid_utf8(text);
  if (model_.flavour == BpeFlavour::kClip) return trim_clip(text);
  return text;
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
  if (model_.flavour == BpeFlavour::kClip) return true;  // its tokens tell where words end
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
