#include "bytes.h"

#include "graft/file.h"
#include "graft/json.h"
#include "graft/utf8.h"

namespace graft {

namespace {

constexpr std::int64_t kEndOfTextId = 256;
constexpr std::string_view kEndOfText = "<|endoftext|>";
constexpr const char* kFile = "/bytes_tokenizer.json";

bool is_printable(std::int64_t byte) { return byte > 0x20 && byte < 0x7f; }

}  // namespace

Schema<BytesOptions> BytesOptions::schema() {
  return Schema<BytesOptions>().field("end_of_text", &BytesOptions::end_of_text,
                                      "adds the token <|endoftext|> with id 256");
}

std::unique_ptr<Tokenizer> Bytes::train(const BytesOptions& options, const TextSource&) {
  return std::make_unique<Bytes>(options);
}

std::unique_ptr<Tokenizer> Bytes::load(const std::string& folder) {
  const std::string path = folder + kFile;
  return std::make_unique<Bytes>(
      BytesOptions::schema().read(parse_json(read_file(path), path), "bytes"));
}

std::vector<std::int64_t> Bytes::encode(std::string_view text, const EncodeOptions& options) const {
  std::vector<std::int64_t> ids;
  ids.reserve(text.size());
  const bool parse = options_.end_of_text && options.parse_special_tokens;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (parse && text.substr(i, kEndOfText.size()) == kEndOfText) {
      ids.push_back(kEndOfTextId);
      i += kEndOfText.size() - 1;
    } else {
      ids.push_back(static_cast<unsigned char>(text[i]));
    }
  }
  return ids;
}

std::string Bytes::decode(const std::vector<std::int64_t>& ids, bool skip_special_tokens) const {
  std::string bytes;
  bytes.reserve(ids.size());
  for (const std::int64_t id : ids) {
    if (id < 0 || id >= vocab_size()) token(id);  // throws
    if (id < kEndOfTextId) {
      bytes += static_cast<char>(id);
    } else if (!skip_special_tokens) {
      bytes += kEndOfText;
    }
  }
  return replace_invalid_utf8(bytes);
}

std::string Bytes::token(std::int64_t id) const {
  if (id < 0 || id >= vocab_size()) {
    throw InputError("unknown-id",
                     "bytes: no token has id " + std::to_string(id) + "; ids are below " +
                         std::to_string(vocab_size()),
                     "use the tokenizer that the ids come from");
  }
  if (id == kEndOfTextId) return std::string(kEndOfText);
  if (is_printable(id)) return {static_cast<char>(id)};
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto byte = static_cast<std::size_t>(id);
  return {'<', '0', 'x', kDigits[byte / 16], kDigits[byte % 16], '>'};
}

std::optional<std::int64_t> Bytes::id_of(std::string_view text) const {
  for (std::int64_t id = 0; id < vocab_size(); ++id) {
    if (token(id) == text) return id;
  }
  return std::nullopt;
}

SpecialTokens Bytes::special_tokens() const {
  SpecialTokens tokens;
  if (options_.end_of_text) tokens.bos = tokens.eos = kEndOfTextId;
  return tokens;
}

bool Bytes::starts_word(std::int64_t id) const {
  if (id < 0 || id >= 0x80) return id >= kEndOfTextId || (id >= 0xe3 && id <= 0xe9);
  const bool is_letter =
      (id >= '0' && id <= '9') || (id >= 'A' && id <= 'Z') || (id >= 'a' && id <= 'z');
  return !is_letter;
}

void Bytes::save(const std::string& folder) const {
  Value settings = Value::map();
  settings.set("end_of_text", options_.end_of_text);
  Value config = Value::map();
  config.set("tokenizer_class", "GraftBytesTokenizer");
  write_file(folder + kFile, write_json(settings, 2) + "\n");
  write_file(folder + "/tokenizer_config.json", write_json(config, 2) + "\n");
}

}  // namespace graft
