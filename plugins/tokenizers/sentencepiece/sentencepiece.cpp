#include "sentencepiece.h"

#include <cstdint>
#include <set>
#include <utility>

#include "graft/error.h"
#include "graft/file.h"
#include "graft/text/tokenizer_config.h"
#include "graft/utf8.h"
#include "model_trainer.h"

namespace graft {

namespace {

constexpr std::string_view kWordStart = "\xe2\x96\x81";  // U+2581, in place of a space

/// Pieces that the files beside the model call special, but that it finds in texts.
std::set<std::int64_t> special_text_pieces(const PieceModel& model, const TokenInventory& tokens) {
  std::set<std::int64_t> ids;
  for (const auto& [id, token] : tokens.added_tokens) {
    if (token.special && id < model.size() && !model.is_control(id)) ids.insert(id);
  }
  return ids;
}

/// U+FFFD in place of each byte that is of no character, as the library decodes pieces of bytes.
std::string replace_lone_bytes(std::string_view text) {
  std::string result;
  for (std::size_t length = 0; !text.empty(); text.remove_prefix(length)) {
    if (is_valid_utf8(text, &length)) return result.append(text);
    result.append(text.substr(0, length)).append("\xef\xbf\xbd");
    ++length;
  }
  return result;
}

}  // namespace

SentencePiece::SentencePiece(PieceModel model, SentencePieceSettings settings,
                             TokenInventory tokens)
    : model_(std::move(model)),
      settings_(std::move(settings)),
      tokens_(std::move(tokens)),
      added_tokens_(list_added_tokens(tokens_)),
      texts_(static_cast<std::size_t>(tokens_.vocabulary.size())),
      is_special_(texts_.size(), false) {
  model_.hide(special_text_pieces(model_, tokens_));
  if (!settings_.legacy || !settings_.add_prefix_space) model_.go_on_behind_tokens();
  for (std::size_t index = 0; index < texts_.size(); ++index) {
    const auto id = static_cast<std::int64_t>(index);
    const std::string* const name = tokens_.vocabulary.token(id);
    const AddedToken* const added = added_tokens_.find(id);
    const bool is_piece = id < model_.size();
    is_special_[index] = is_piece ? model_.is_control(id) : added != nullptr && added->special;
    if (is_piece && !is_special_[index]) {
      texts_[index] = model_.text(id);
    } else if (name != nullptr) {
      texts_[index] = *name;
    }
  }
}

std::unique_ptr<Tokenizer> SentencePiece::train(const SentencePieceOptions& options,
                                                const TextSource& texts) {
  PieceModel model = train_piece_model(options, texts);
  SentencePieceSettings settings = options.settings();
  TokenInventory tokens = new_tokens(model, settings, options.roles());
  return std::make_unique<SentencePiece>(std::move(model), std::move(settings), std::move(tokens));
}

std::unique_ptr<Tokenizer> SentencePiece::load(const std::string& folder) {
  const Value config = read_json_if_there(folder, "tokenizer_config.json");
  SentencePieceSettings settings = read_settings(folder, config);
  const std::string file = folder + "/" + settings.model_file;
  PieceModel model(read_file(file), file);
  TokenInventory tokens = read_tokens(folder, config, model, settings);
  return std::make_unique<SentencePiece>(std::move(model), std::move(settings), std::move(tokens));
}

std::vector<std::int64_t> SentencePiece::encode(std::string_view text,
                                                const EncodeOptions& options) const {
  std::vector<std::int64_t> ids;
  for (const TextPiece& piece : added_tokens_.split(text, options.parse_special_tokens)) {
    if (piece.token != nullptr) {
      ids.push_back(piece.token->id);
    } else if (begins_as_text(piece.text.data() == text.data())) {
      model_.encode(piece.text, ids);
    } else {
      model_.encode_behind(piece.text, ids);
    }
  }
  return options.add_special_tokens ? assemble(ids, nullptr).ids : ids;
}

std::vector<TokenSpan> SentencePiece::encode_with_spans(std::string_view text) const {
  std::vector<TokenSpan> tokens;
  for (const TextPiece& piece : added_tokens_.split(text, false)) {
    const auto offset = static_cast<std::size_t>(piece.text.data() - text.data());
    if (piece.token != nullptr) {
      tokens.push_back({piece.token->id, offset, offset + piece.text.size()});
      continue;
    }
    const auto found =
        begins_as_text(offset == 0) ? model_.encode_with_spans(piece.text) : std::nullopt;
    if (!found) return Tokenizer::encode_with_spans(text);
    for (const TokenSpan& token : *found) {
      tokens.push_back({token.id, offset + token.begin, offset + token.end});
    }
  }
  return tokens;
}

TokenizedInput SentencePiece::assemble(const std::vector<std::int64_t>& first,
                                       const std::vector<std::int64_t>* second) const {
  const SpecialTokens& special = tokens_.special_tokens;
  TokenizedInput input;
  const auto add = [&](const std::vector<std::int64_t>& text, std::int64_t type) {
    if (settings_.add_bos && special.bos) input.ids.push_back(*special.bos);
    input.ids.insert(input.ids.end(), text.begin(), text.end());
    if (settings_.add_eos && special.eos) input.ids.push_back(*special.eos);
    // T5 reads no types: it has 0 everywhere.
    input.token_type_ids.resize(input.ids.size(), settings_.is_t5() ? 0 : type);
  };
  add(first, 0);
  if (second != nullptr) add(*second, 1);
  return input;
}

std::string SentencePiece::decode(const std::vector<std::int64_t>& ids,
                                  bool skip_special_tokens) const {
  std::string text;
  bool is_first = true;
  for (const std::int64_t id : ids) {
    require_token(id);
    if (skip_special_tokens && is_special(id)) continue;
    const std::string& part = texts_[static_cast<std::size_t>(id)];
    // The space that encoding puts in front of a text is none of it.
    const bool has_added_space = is_first && begins_as_text(true) && model_.adds_space() &&
                                 id < model_.size() && !is_special(id) && part.starts_with(' ');
    text.append(part, has_added_space ? 1 : 0);
    is_first = false;
  }
  return is_valid_utf8(text) ? text : replace_lone_bytes(text);
}

std::string SentencePiece::token(std::int64_t id) const {
  require_token(id);
  return *tokens_.vocabulary.token(id);
}

void SentencePiece::require_token(std::int64_t id) const {
  if (tokens_.vocabulary.token(id) != nullptr) return;
  throw InputError("unknown-id",
                   "sentencepiece: no token has id " + std::to_string(id) + "; ids are below " +
                       std::to_string(vocab_size()),
                   "use the tokenizer that the ids come from");
}

std::optional<std::int64_t> SentencePiece::id_of(std::string_view token) const {
  return tokens_.vocabulary.id_of(token);
}

bool SentencePiece::starts_word(std::int64_t id) const {
  const std::string text = token(id);
  return id >= model_.size() || is_special(id) || text.starts_with(kWordStart) ||
         begins_unspaced(text);
}

void SentencePiece::save(const std::string& folder) const {
  write_file(folder + "/" + settings_.model_file, model_.bytes());
  write_settings(folder, settings_, tokens_, model_);
}

}  // namespace graft
