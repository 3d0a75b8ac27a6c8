#include "graft/text/added_tokens.h"

#include <algorithm>
#include <utility>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace graft {

namespace {

/// The character at `offset`, which then moves behind it; negative where there is none.
UChar32 character_after(std::string_view text, std::size_t& offset) {
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  UChar32 code_point = 0;
  U8_NEXT(bytes, offset, text.size(), code_point);
  return code_point;
}

/// The character that ends at `offset` (above 0), which then moves before it; negative where there
/// is none.
UChar32 character_before(std::string_view text, std::size_t& offset) {
  std::size_t begin = offset - 1;
  while (begin > 0 && offset - begin < 4 && U8_IS_TRAIL(text[begin])) --begin;
  std::size_t end = begin;
  const UChar32 code_point = character_after(text, end);
  if (end != offset) {
    --offset;
    return -1;
  }
  offset = begin;
  return code_point;
}

bool is_word_character(UChar32 code_point) {
  if (code_point < 0) return false;
  const std::uint32_t word = U_GC_L_MASK | U_GC_M_MASK | U_GC_ND_MASK | U_GC_PC_MASK;
  return (U_GET_GC_MASK(code_point) & word) != 0;
}

bool stands_alone(std::string_view text, std::size_t begin, std::size_t end) {
  if (begin > 0 && is_word_character(character_before(text, begin))) return false;
  return end >= text.size() || !is_word_character(character_after(text, end));
}

std::size_t before_space(std::string_view text, std::size_t begin, std::size_t least) {
  std::size_t offset = begin;
  while (offset > least) {
    const UChar32 code_point = character_before(text, offset);
    if (code_point < 0 || !u_isUWhiteSpace(code_point) || offset < least) break;
    begin = offset;
  }
  return begin;
}

std::size_t behind_space(std::string_view text, std::size_t end) {
  std::size_t offset = end;
  while (offset < text.size()) {
    const UChar32 code_point = character_after(text, offset);
    if (code_point < 0 || !u_isUWhiteSpace(code_point)) break;
    end = offset;
  }
  return end;
}

}  // namespace

AddedTokens::AddedTokens(std::vector<AddedToken> tokens, Normalizer normalize)
    : tokens_(std::move(tokens)), normalize_(std::move(normalize)) {
  std::sort(tokens_.begin(), tokens_.end(),
            [](const AddedToken& left, const AddedToken& right) { return left.id < right.id; });
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    const AddedToken& token = tokens_[i];
    if (!token.normalized) {
      add(i, token.content, raw_);
    } else {
      add(i, normalize_ ? normalize_(token.content) : token.content, normalized_);
    }
  }
  for (Form* const form : {&raw_, &normalized_}) {
    for (std::vector<Entry>& entries : form->by_first_byte) {
      std::stable_sort(entries.begin(), entries.end(), [](const Entry& left, const Entry& right) {
        return left.content.size() > right.content.size();
      });
    }
  }
}

void AddedTokens::add(std::size_t index, std::string content, Form& form) {
  if (content.empty()) return;
  const char first = content[0];
  form.is_empty = false;
  form.first_bytes.add(first);
  if (!tokens_[index].special) form.plain_first_bytes.add(first);
  form.by_first_byte[static_cast<unsigned char>(first)].push_back({std::move(content), index});
}

const AddedToken* AddedTokens::find(std::int64_t id) const {
  const auto found = std::lower_bound(
      tokens_.begin(), tokens_.end(), id,
      [](const AddedToken& token, std::int64_t wanted) { return token.id < wanted; });
  return found == tokens_.end() || found->id != id ? nullptr : &*found;
}

SplitText AddedTokens::split(std::string_view text, bool special) const {
  SplitText result;
  if (normalized_.is_empty) {
    split_form(raw_, text, special, result.pieces_);
    return result;
  }
  std::vector<TextPiece> raw;
  split_form(raw_, text, special, raw);
  for (const TextPiece& piece : raw) {
    if (piece.token != nullptr) {
      result.pieces_.push_back(piece);
      continue;
    }
    if (!normalize_) {
      split_form(normalized_, piece.text, special, result.pieces_);
      continue;
    }
    result.normalized_.push_back(normalize_(piece.text));
    const std::size_t before = result.pieces_.size();
    split_form(normalized_, result.normalized_.back(), special, result.pieces_);
    for (std::size_t i = before; i < result.pieces_.size(); ++i) {
      result.pieces_[i].is_normalized = true;
    }
  }
  return result;
}

void AddedTokens::split_form(const Form& form, std::string_view text, bool special,
                             std::vector<TextPiece>& pieces) const {
  const FirstBytes& first_bytes = special ? form.first_bytes : form.plain_first_bytes;
  std::size_t done = 0;
  std::size_t offset = 0;
  while ((offset = first_bytes.find(text, offset)) < text.size()) {
    const Entry* const entry = match(form, text, offset, special);
    if (entry == nullptr) {
      ++offset;
      continue;
    }
    const AddedToken& token = tokens_[entry->index];
    std::size_t begin = offset;
    std::size_t end = offset + entry->content.size();
    if (token.single_word && !stands_alone(text, begin, end)) {
      offset = end;
      continue;
    }
    if (token.lstrip) begin = before_space(text, begin, done);
    if (token.rstrip) end = behind_space(text, end);
    if (begin > done) pieces.push_back({text.substr(done, begin - done)});
    pieces.push_back({text.substr(begin, end - begin), &token});
    done = offset = end;
  }
  if (done < text.size()) pieces.push_back({text.substr(done)});
}

const AddedTokens::Entry* AddedTokens::match(const Form& form, std::string_view text,
                                             std::size_t offset, bool special) const {
  for (const Entry& entry : form.by_first_byte[static_cast<unsigned char>(text[offset])]) {
    const AddedToken& token = tokens_[entry.index];
    if (token.special && !special) continue;
    if (text.substr(offset, entry.content.size()) == entry.content) return &entry;
  }
  return nullptr;
}

void AddedTokens::FirstBytes::add(char byte) {
  bool& is_known = is_first[static_cast<unsigned char>(byte)];
  if (!is_known) ++count;
  is_known = true;
  last = byte;
}

std::size_t AddedTokens::FirstBytes::find(std::string_view text, std::size_t offset) const {
  if (count == 0) return text.size();
  if (count == 1) return std::min(text.find(last, offset), text.size());
  while (offset < text.size() && !is_first[static_cast<unsigned char>(text[offset])]) ++offset;
  return offset;
}

}  // namespace graft
