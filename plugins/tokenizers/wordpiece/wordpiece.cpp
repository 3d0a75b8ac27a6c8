#include "wordpiece.h"

#include <algorithm>
#include <array>
#include <utility>

#include "graft/text/text_pieces.h"
#include "graft/utf8.h"
#include "word_reader.h"

namespace graft {

namespace {

/// The pieces that go on a word, without their mark, or those that begin one. No text has special
/// tokens of its own.
PieceTrie pieces_of(const WordPieceModel& model, bool go_on) {
  std::vector<std::pair<std::string_view, std::int32_t>> pieces;
  for (std::int64_t id = 0; id < model.num_pieces; ++id) {
    const std::string* const token = model.tokens.vocabulary.token(id);
    if (token == nullptr || token->starts_with(kContinuation) != go_on) continue;
    const auto added = model.tokens.added_tokens.find(id);
    if (added != model.tokens.added_tokens.end() && added->second.special) continue;
    std::string_view piece = *token;
    if (go_on) piece.remove_prefix(kContinuation.size());
    // Longer than any word: it would only make the trie large.
    if (std::ssize(piece) > 4 * model.max_input_chars_per_word) continue;
    pieces.emplace_back(piece, static_cast<std::int32_t>(id));
  }
  return PieceTrie(std::move(pieces));
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  std::size_t found = text.find(from);
  if (found == std::string::npos) return;
  std::string replaced;
  std::size_t done = 0;
  for (; found != std::string::npos; found = text.find(from, done)) {
    replaced.append(text, done, found - done).append(to);
    done = found + from.size();
  }
  text = std::move(replaced.append(text, done));
}

/// Takes back spaces that stand before punctuation only because tokens were joined. Applied to each
/// token with the space before it, as in the reference: `don ' t` stays in three.
void clean_up(std::string& text) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kReplacements = {
      {{" .", "."},
       {" ?", "?"},
       {" !", "!"},
       {" ,", ","},
       {" ' ", "'"},
       {" n't", "n't"},
       {" 'm", "'m"},
       {" do not", " don't"},
       {" 's", "'s"},
       {" 've", "'ve"},
       {" 're", "'re"}}};
  for (const auto& [from, to] : kReplacements) replace_all(text, from, to);
}

/// Whether what stands behind a space may be among those.
bool takes_space_back(std::string_view rest) {
  constexpr std::string_view kSigns = ".?!,'";
  if (rest.empty()) return false;
  return kSigns.find(rest[0]) != std::string_view::npos || rest.starts_with("n't") ||
         rest.starts_with("do not");
}

/// Appends a token, perhaps behind a space, cleaned up where there is something to clean up.
void append_clean(std::string_view token, bool is_spaced, std::string& text) {
  bool is_clean = !is_spaced || !takes_space_back(token);
  for (std::size_t at = token.find(' '); is_clean && at != std::string_view::npos;) {
    is_clean = !takes_space_back(token.substr(at + 1));
    at = token.find(' ', at + 1);
  }
  if (is_clean) {
    if (is_spaced) text += ' ';
    text += token;
    return;
  }
  std::string piece = (is_spaced ? " " : "") + std::string(token);
  clean_up(piece);
  text += piece;
}

}  // namespace

WordPiece::WordPiece(WordPieceModel model)
    : model_(std::move(model)),
      normalizer_(model_.normalizer),
      added_tokens_(
          list_added_tokens(model_.tokens),
          [normalizer = normalizer_](std::string_view text) { return normalizer.normalize(text); }),
      beginnings_(pieces_of(model_, false)),
      continuations_(pieces_of(model_, true)),
      unknown_(model_.tokens.special_tokens.unknown.value_or(0)) {
  list_special_tokens(model_.tokens);
}

std::unique_ptr<Tokenizer> WordPiece::train(const WordPieceOptions& options,
                                            const TextSource& texts) {
  return std::make_unique<WordPiece>(train_wordpiece(options, texts));
}

std::unique_ptr<Tokenizer> WordPiece::load(const std::string& folder) {
  return std::make_unique<WordPiece>(read_wordpiece_model(folder));
}

std::vector<std::int64_t> WordPiece::encode(std::string_view text,
                                            const EncodeOptions& options) const {
  std::vector<std::int64_t> ids;
  for (const TextPiece& piece : added_tokens_.split(text, options.parse_special_tokens)) {
    if (piece.token != nullptr) {
      ids.push_back(piece.token->id);
    } else {
      // Normalizing a second time changes nothing.
      encode_in_pieces(
          piece.text, [this](std::string_view part, auto& found) { encode_words(part, found); },
          ids);
    }
  }
  if (options.add_special_tokens) return assemble(ids, nullptr).ids;
  return ids;
}

void WordPiece::encode_words(std::string_view text, std::vector<std::int64_t>& ids) const {
  WordReader words(normalizer_, text, static_cast<std::size_t>(model_.max_input_chars_per_word));
  while (words.next()) {
    if (words.is_too_long()) {
      ids.push_back(unknown_);
    } else {
      append_pieces(words.word(), ids);
    }
  }
}

std::vector<TokenSpan> WordPiece::encode_with_spans(std::string_view text) const {
  std::vector<TokenSpan> tokens;
  for (const TextPiece& piece : added_tokens_.split(text, false)) {
    if (piece.is_normalized) return Tokenizer::encode_with_spans(text);  // it lies elsewhere
    const auto offset = static_cast<std::size_t>(piece.text.data() - text.data());
    if (piece.token != nullptr) {
      tokens.push_back({piece.token->id, offset, offset + piece.text.size()});
    } else {
      append_spans(piece.text, offset, tokens);
    }
  }
  return tokens;
}

/// `offset`: of the text in a larger one.
void WordPiece::append_spans(std::string_view text, std::size_t offset,
                             std::vector<TokenSpan>& tokens) const {
  struct Place {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  std::string word;
  std::vector<Place> places;  // in the text, of each byte of the word
  std::int64_t num_characters = 0;
  const auto end_word = [&] {
    if (word.empty()) return;
    std::vector<std::int64_t> ids;
    if (num_characters > model_.max_input_chars_per_word) {
      ids.push_back(unknown_);
    } else {
      append_pieces(word, ids);
    }
    std::size_t done = 0;
    for (const std::int64_t id : ids) {
      const std::size_t mark = done == 0 ? 0 : kContinuation.size();
      const std::size_t behind = ids.size() == 1 ? word.size() : done + token(id).size() - mark;
      tokens.push_back({id, offset + places[done].begin, offset + places[behind - 1].end});
      done = behind;
    }
    word.clear();
    places.clear();
    num_characters = 0;
  };
  NormalizedText characters(normalizer_, text);
  for (NormalizedCharacter character; characters.next(character);) {
    // Accents and the like that are gone belong to the character before them.
    if (!places.empty()) places.back().end = std::max(places.back().end, characters.begin());
    if (character.kind != CharacterKind::kWord) end_word();
    if (character.kind == CharacterKind::kSpace) continue;
    append_utf8(character.code_point, word);
    places.resize(word.size(), {characters.begin(), characters.end()});
    ++num_characters;
    if (character.kind != CharacterKind::kWord) end_word();
  }
  if (!places.empty()) places.back().end = text.size();
  end_word();
}

void WordPiece::append_pieces(std::string_view word, std::vector<std::int64_t>& ids) const {
  const std::size_t before = ids.size();
  PieceTrie::Match match = beginnings_.longest(word);
  while (match.length > 0) {
    ids.push_back(match.id);
    word.remove_prefix(match.length);
    if (word.empty()) return;
    match = continuations_.longest(word);
  }
  ids.resize(before);
  ids.push_back(unknown_);
}

TokenizedInput WordPiece::assemble(const std::vector<std::int64_t>& first,
                                   const std::vector<std::int64_t>* second) const {
  const SpecialTokens& special = model_.tokens.special_tokens;
  if (!special.cls || !special.sep) return Tokenizer::assemble(first, second);
  TokenizedInput input;
  input.ids.reserve(first.size() + (second != nullptr ? second->size() : 0) + 3);
  input.ids.push_back(*special.cls);
  input.ids.insert(input.ids.end(), first.begin(), first.end());
  input.ids.push_back(*special.sep);
  input.token_type_ids.assign(input.ids.size(), 0);
  if (second == nullptr) return input;
  input.ids.insert(input.ids.end(), second->begin(), second->end());
  input.ids.push_back(*special.sep);
  input.token_type_ids.resize(input.ids.size(), 1);
  return input;
}

std::string WordPiece::decode(const std::vector<std::int64_t>& ids,
                              bool skip_special_tokens) const {
  std::string text;
  bool is_first = true;
  for (const std::int64_t id : ids) {
    const std::string& token = known_token(id);
    const AddedToken* const added = added_tokens_.find(id);
    if (skip_special_tokens && added != nullptr && added->special) continue;
    std::string_view piece = token;
    const bool goes_on = !is_first && piece.starts_with(kContinuation);
    if (goes_on) piece.remove_prefix(kContinuation.size());
    const bool is_spaced = !is_first && !goes_on;
    is_first = false;
    if (model_.clean_up_tokenization_spaces) {
      append_clean(piece, is_spaced, text);
    } else {
      text.append(is_spaced ? 1 : 0, ' ').append(piece);
    }
  }
  return text;
}

std::string WordPiece::token(std::int64_t id) const { return known_token(id); }

std::optional<std::int64_t> WordPiece::id_of(std::string_view token) const {
  return model_.tokens.vocabulary.id_of(token);
}

bool WordPiece::starts_word(std::int64_t id) const {
  std::string_view token = known_token(id);
  if (!token.starts_with(kContinuation) || added_tokens_.find(id) != nullptr) return true;
  token.remove_prefix(kContinuation.size());
  return begins_unspaced(token);
}

void WordPiece::save(const std::string& folder) const { write_wordpiece_model(model_, folder); }

const std::string& WordPiece::known_token(std::int64_t id) const {
  const std::string* const token = model_.tokens.vocabulary.token(id);
  if (token != nullptr) return *token;
  throw InputError("unknown-id",
                   "wordpiece: no token has id " + std::to_string(id) + "; ids are below " +
                       std::to_string(vocab_size()),
                   "use the tokenizer that the ids come from");
}

}  // namespace graft
