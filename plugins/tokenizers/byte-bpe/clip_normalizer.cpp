#include "clip_normalizer.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include "graft/error.h"
#include "graft/file.h"

namespace graft {

namespace {

bool is_ascii_space(char byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r'); }

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char byte) { return static_cast<unsigned char>(byte) < 0x80; });
}

void append_space(std::string& text) {
  if (!text.ends_with(' ')) text += ' ';
}

void append_character(UChar32 code_point, std::string& text) {
  std::array<char, U8_MAX_LENGTH> bytes{};
  int length = 0;
  U8_APPEND_UNSAFE(bytes.data(), length, code_point);
  text.append(bytes.data(), static_cast<std::size_t>(length));
}

const icu::Normalizer2& nfc() {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* const found = icu::Normalizer2::getNFCInstance(error);
  if (U_FAILURE(error)) throw Error(std::string("ICU has no data for NFC: ") + u_errorName(error));
  return *found;
}

/// Whether the canonical decomposition begins with a mark.
bool begins_with_mark(UChar32 code_point) {
  constexpr UChar32 kFirstMark = 0x300;
  return code_point >= kFirstMark &&
         u_getIntPropertyValue(code_point, UCHAR_LEAD_CANONICAL_COMBINING_CLASS) != 0;
}

/// Calls `use` with each character of valid UTF-8.
template <typename Use>
void for_each_character(std::string_view text, const Use& use) {
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  for (std::size_t offset = 0; offset < text.size();) {
    UChar32 code_point = 0;
    U8_NEXT(bytes, offset, text.size(), code_point);
    use(code_point);
  }
}

bool has_many_marks(std::string_view text) {
  constexpr std::size_t kMany = 30;  // as in Unicode's stream-safe format
  if (text.size() <= 2 * kMany) return false;
  std::size_t run = 0;
  std::size_t longest = 0;
  for_each_character(text, [&](UChar32 code_point) {
    run = begins_with_mark(code_point) ? run + 1 : 0;
    longest = std::max(longest, run);
  });
  return longest > kMany;
}

/// Puts marks in canonical order: ICU, which does that too, takes quadratic time for long runs that
/// are out of order.
std::string order_marks(std::string_view text) {
  std::string ordered;
  std::vector<UChar32> run;
  const auto flush = [&] {
    std::stable_sort(run.begin(), run.end(), [](UChar32 left, UChar32 right) {
      return u_getCombiningClass(left) < u_getCombiningClass(right);
    });
    for (const UChar32 mark : run) append_character(mark, ordered);
    run.clear();
  };
  for_each_character(text, [&](UChar32 code_point) {
    if (!begins_with_mark(code_point)) {
      flush();
      append_character(code_point, ordered);
      return;
    }
    icu::UnicodeString parts;
    if (!nfc().getDecomposition(code_point, parts)) parts.append(code_point);
    for (std::int32_t i = 0; i < parts.length(); i = parts.moveIndex32(i, 1)) {
      run.push_back(parts.char32At(i));
    }
  });
  flush();
  return ordered;
}

/// Valid UTF-8 in NFC.
std::string compose(const std::string& text) {
  if (text.size() > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
    throw InputError(
        "long-word",
        "a text has " + std::to_string(text.size()) + " bytes without white space, more than 2 GiB",
        "split the text");
  }
  UErrorCode error = U_ZERO_ERROR;
  if (nfc().isNormalizedUTF8(text, error) && U_SUCCESS(error)) return text;
  std::string composed;
  icu::StringByteSink<std::string> sink(&composed);
  error = U_ZERO_ERROR;
  nfc().normalizeUTF8(0, text, sink, nullptr, error);
  if (U_FAILURE(error)) throw Error(std::string("ICU cannot compose: ") + u_errorName(error));
  return composed;
}

/// Appends composed text in lower case. Capital sigma has one form only, whatever follows it.
void append_lowercase(std::string_view composed, std::string& text) {
  for_each_character(composed, [&text](UChar32 code_point) {
    if (u_isUWhiteSpace(code_point)) {
      append_space(text);
    } else if (code_point == 0x130) {  // the only one whose lower case is two characters
      text += "i\u0307";
    } else {
      append_character(u_tolower(code_point), text);
    }
  });
}

/// Appends a stretch of text that holds no ASCII white space.
void append_normalized(std::string_view stretch, std::string& text) {
  while (!stretch.empty()) {
    std::size_t valid = stretch.size();
    is_valid_utf8(stretch, &valid);
    const std::string_view whole = stretch.substr(0, valid);
    append_lowercase(compose(has_many_marks(whole) ? order_marks(whole) : std::string(whole)),
                     text);
    if (valid == stretch.size()) return;
    text += stretch[valid];
    stretch.remove_prefix(valid + 1);
  }
}

}  // namespace

std::string normalize_clip(std::string_view text) {
  std::string normalized;
  normalized.reserve(text.size());
  for (std::size_t begin = 0; begin < text.size();) {
    if (is_ascii_space(text[begin])) {
      append_space(normalized);
      ++begin;
      continue;
    }
    // Composition reaches over no white space.
    std::size_t end = begin + 1;
    while (end < text.size() && !is_ascii_space(text[end])) ++end;
    const std::string_view stretch = text.substr(begin, end - begin);
    begin = end;
    if (is_ascii(stretch)) {
      for (const char byte : stretch) {
        normalized += byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte;
      }
    } else {
      append_normalized(stretch, normalized);
    }
  }
  return normalized;
}

std::string trim_clip(std::string_view text) {
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto is_space_at = [&](std::size_t begin, std::size_t& end) {
    end = begin;
    UChar32 code_point = 0;
    U8_NEXT(bytes, end, text.size(), code_point);
    return code_point >= 0 && u_isUWhiteSpace(code_point);
  };
  std::size_t begin = 0;
  for (std::size_t behind = 0; begin < text.size() && is_space_at(begin, behind);) begin = behind;
  std::size_t end = text.size();
  while (end > begin) {
    std::size_t last = end - 1;
    while (last > begin && U8_IS_TRAIL(text[last])) --last;
    std::size_t behind = 0;
    if (!is_space_at(last, behind) || behind != end) break;
    end = last;
  }
  return std::string(text.substr(begin, end - begin));
}

}  // namespace graft
