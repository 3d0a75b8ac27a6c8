#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graft/export.h"

namespace graft {

inline constexpr const char* kTokenizerInterface = "graft.tokenizer/1";

struct GRAFT_API EncodeOptions {
  bool add_special_tokens = true;    // what the published tokenizer puts around a text
  bool parse_special_tokens = true;  // false: `<|endoftext|>` in the text is plain characters
};

/// Ids of the tokens that have a role; nullopt where the tokenizer has none.
struct GRAFT_API SpecialTokens {
  std::optional<std::int64_t> bos;
  std::optional<std::int64_t> eos;
  std::optional<std::int64_t> pad;
  std::optional<std::int64_t> unknown;
  std::optional<std::int64_t> mask;
  std::optional<std::int64_t> cls;
  std::optional<std::int64_t> sep;
  std::optional<std::int64_t> image;    // stands where an image is read
  std::vector<std::int64_t> sentinels;  // stand for spans that were cut out, in order of use
  /// Every special token, those without a role here too; those above need not be repeated.
  std::vector<std::int64_t> all;
};

/// What a model reads of one text or of a pair of texts.
struct GRAFT_API TokenizedInput {
  std::vector<std::int64_t> ids;
  std::vector<std::int64_t> token_type_ids;  // 0: of the first text, 1: of the second
};

/// A token and the bytes [begin, end) of the text that it stands for.
struct GRAFT_API TokenSpan {
  std::int64_t id = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Text to token ids and back. Threads may share one instance.
class GRAFT_API Tokenizer {
 public:
  virtual ~Tokenizer();

  virtual std::vector<std::int64_t> encode(std::string_view text,
                                           const EncodeOptions& options) const = 0;
  /// Puts the special tokens around the ids of one text (`second` is null) or around and between
  /// those of two, as the published tokenizer does. Unless overridden: joins them, no special
  /// token.
  virtual TokenizedInput assemble(const std::vector<std::int64_t>& first,
                                  const std::vector<std::int64_t>* second) const;
  /// The tokens of a plain text without special ones, and where each stands in it, in order. Unless
  /// overridden: those of its words (text/words.h) one by one, each with the bytes of its whole
  /// word; words behind white space are read with a space before them.
  virtual std::vector<TokenSpan> encode_with_spans(std::string_view text) const;
  /// Bytes that form no character come out as U+FFFD. Throws InputError for an unknown id.
  virtual std::string decode(const std::vector<std::int64_t>& ids,
                             bool skip_special_tokens) const = 0;
  /// The token as the vocabulary file spells it. Throws InputError for an unknown id.
  virtual std::string token(std::int64_t id) const = 0;
  virtual std::optional<std::int64_t> id_of(std::string_view token) const = 0;
  virtual std::int64_t vocab_size() const = 0;
  virtual SpecialTokens special_tokens() const = 0;
  /// Whether a word begins with this token, as opposed to going on. In scripts without spaces each
  /// character is a word. Unless overridden: every token is one.
  virtual bool starts_word(std::int64_t id) const;
  /// Writes the published files into an existing folder, so that loading gives the same tokenizer.
  virtual void save(const std::string& folder) const = 0;
};

/// What a pre-training objective must know of a vocabulary.
struct GRAFT_API TokenTraits {
  SpecialTokens special;
  std::int64_t vocab_size = 0;
  std::vector<bool> is_special;   // by id
  std::vector<bool> starts_word;  // by id
};
GRAFT_API TokenTraits token_traits(const Tokenizer& tokenizer);

/// Hands over the texts to train on, one after another; false when there are no more.
using TextSource = std::function<bool(std::string& text)>;

}  // namespace graft
