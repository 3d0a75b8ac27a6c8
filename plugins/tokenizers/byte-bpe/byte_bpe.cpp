#include "byte_bpe.h"

#include <span>
#include <utility>

#include "byte_alphabet.h"
#include "graft/file.h"
#include "graft/parallel.h"
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

constexpr std::size_t kPieceBytes = std::size_t{64} << 10;  // of long texts, for one thread each

/// The bytes of the model's tokens, by id.
std::vector<std::string> token_bytes(const TokenInventory& tokens) {
  std::vector<std::string> bytes(static_cast<std::size_t>(tokens.vocabulary.size()));
  for (std::int64_t id = 0; id < tokens.vocabulary.size(); ++id) {
    const std::string* const token = tokens.vocabulary.token(id);
    if (token == nullptr) continue;
    const bool is_added = tokens.added_tokens.contains(id);
    bytes[static_cast<std::size_t>(id)] =
        is_added ? *token : read_spelling(*token).value_or(*token);
  }
  return bytes;
}

WordEncoder make_encoder(const BpeModel& model, const std::vector<std::string>& bytes) {
  WordEncoder::ByteTokens tokens{};
  for (std::size_t byte = 0; byte < tokens.size(); ++byte) {
    const char content = static_cast<char>(byte);
    const auto id = model.tokens.vocabulary.id_of(spell_bytes({&content, 1}));
    tokens[byte] =
        static_cast<std::int32_t>(id.value_or(model.tokens.special_tokens.unknown.value_or(0)));
  }
  return {model.merges, tokens, tokens, bytes};
}

}  // namespace

ByteBpe::ByteBpe(BpeModel model)
    : model_(std::move(model)),
      added_tokens_(list_added_tokens(model_.tokens)),
      bytes_(token_bytes(model_.tokens)),
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
  if (text.size() < 2 * kPieceBytes || num_threads() == 1) {
    encode_words(text, ids);
    return;
  }
  const std::vector<std::string_view> pieces = text_pieces(text, kPieceBytes);
  std::vector<std::vector<std::int64_t>> found(pieces.size());
  parallel_tasks(std::ssize(pieces), [&](std::int64_t piece, int) {
    const auto i = static_cast<std::size_t>(piece);
    encode_words(pieces[i], found[i]);
  });
  for (const std::vector<std::int64_t>& piece : found) {
    ids.insert(ids.end(), piece.begin(), piece.end());
  }
}

void ByteBpe::encode_words(std::string_view text, std::vector<std::int64_t>& ids) const {
  const WordCaches::Loan cache(caches_);
  std::vector<std::int32_t> made;
  IdWriter writer(ids);
  WordQueue queue(text, encoder_);
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
  return is_valid_utf8(text) ? text : replace_invalid_utf8(text);
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
