#include "sentencepiece.h"

#include <charconv>
#include <utility>

#include <sentencepiece_processor.h>

#include "graft/error.h"
#include "graft/file.h"
#include "graft/json.h"
#include "graft/utf8.h"
#include "model_check.h"

namespace graft {

namespace {

constexpr std::string_view kWordStart = "\xe2\x96\x81";  // U+2581, in place of a space
constexpr std::string_view kSentinelBegin = "<extra_id_";

std::string sentinel_name(std::int64_t number) {
  return std::string(kSentinelBegin) + std::to_string(number) + ">";
}

/// The number of `<extra_id_N>`; -1 for other texts.
std::int64_t sentinel_number(std::string_view token) {
  if (!token.starts_with(kSentinelBegin) || !token.ends_with('>')) return -1;
  token.remove_prefix(kSentinelBegin.size());
  token.remove_suffix(1);
  std::int64_t number = -1;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), number);
  const bool is_plain = error == std::errc() && end == token.data() + token.size();
  return is_plain && sentinel_name(number).size() == kSentinelBegin.size() + token.size() + 1
             ? number
             : -1;
}

}  // namespace

SentencePiece::SentencePiece(std::string model, const std::string& file,
                             SentencePieceSettings settings)
    : model_(std::move(model)),
      settings_(std::move(settings)),
      processor_(std::make_unique<sentencepiece::SentencePieceProcessor>()) {
  check_sentencepiece_model(model_, file);
  const auto status = processor_->LoadFromSerializedProto(model_);
  if (!status.ok()) {
    throw InputError(
        {Problem{file, 0, 0, "bad-tokenizer",
                 std::string("the SentencePiece library refuses it: ") + status.error_message(),
                 "take the file from where the model was published"}});
  }
}

SentencePiece::~SentencePiece() = default;

std::unique_ptr<Tokenizer> SentencePiece::train(const SentencePieceOptions&, const TextSource&) {
  throw InputError("not-trainable", "sentencepiece models are loaded, not trained here",
                   "write `tokenizer: {from: FOLDER}`, or train byte-bpe");
}

std::unique_ptr<Tokenizer> SentencePiece::load(const std::string& folder) {
  SentencePieceSettings settings = read_settings(folder);
  const std::string file = folder + "/" + settings.model_file;
  std::string model = read_file(file);
  return std::make_unique<SentencePiece>(std::move(model), file, std::move(settings));
}

std::int64_t SentencePiece::num_pieces() const { return processor_->GetPieceSize(); }

std::int64_t SentencePiece::vocab_size() const { return num_pieces() + settings_.num_sentinels; }

bool SentencePiece::is_special(std::int64_t id) const {
  if (id >= num_pieces()) return true;
  return processor_->IsControl(static_cast<int>(id)) || processor_->IsUnknown(static_cast<int>(id));
}

void SentencePiece::encode_plain(std::string_view text, std::vector<std::int64_t>& ids) const {
  if (text.empty()) return;
  const std::string valid = replace_invalid_utf8(text);
  for (const int id : processor_->EncodeAsIds(valid)) ids.push_back(id);
}

std::vector<std::int64_t> SentencePiece::encode(std::string_view text,
                                                const EncodeOptions& options) const {
  std::vector<std::int64_t> ids;
  std::size_t done = 0;
  for (std::size_t open = 0; options.parse_special_tokens && open < text.size(); ++open) {
    open = text.find('<', open);
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find('>', open);
    if (close == std::string_view::npos) break;
    const std::optional<std::int64_t> id = id_of(text.substr(open, close + 1 - open));
    if (!id || !is_special(*id)) continue;
    encode_plain(text.substr(done, open - done), ids);
    ids.push_back(*id);
    done = close + 1;
    open = close;
  }
  encode_plain(text.substr(done), ids);
  return options.add_special_tokens ? assemble(ids, nullptr).ids : ids;
}

TokenizedInput SentencePiece::assemble(const std::vector<std::int64_t>& first,
                                       const std::vector<std::int64_t>* second) const {
  const SpecialTokens special = special_tokens();
  TokenizedInput input;
  const auto add = [&](const std::vector<std::int64_t>& text, std::int64_t type) {
    if (settings_.add_bos && special.bos) input.ids.push_back(*special.bos);
    input.ids.insert(input.ids.end(), text.begin(), text.end());
    if (settings_.add_eos && special.eos) input.ids.push_back(*special.eos);
    // T5 reads no types: it has 0 everywhere.
    input.token_type_ids.resize(input.ids.size(), settings_.num_sentinels > 0 ? 0 : type);
  };
  add(first, 0);
  if (second != nullptr) add(*second, 1);
  return input;
}

std::string SentencePiece::decode(const std::vector<std::int64_t>& ids,
                                  bool skip_special_tokens) const {
  std::string text;
  std::vector<int> run;
  const auto flush = [&] {
    text += processor_->DecodeIds(run);
    run.clear();
  };
  for (const std::int64_t id : ids) {
    const std::string name = token(id);
    if (!is_special(id)) {
      run.push_back(static_cast<int>(id));
      continue;
    }
    if (skip_special_tokens) continue;
    flush();
    text += name;
  }
  flush();
  return replace_invalid_utf8(text);
}

std::string SentencePiece::token(std::int64_t id) const {
  if (id < 0 || id >= vocab_size()) {
    throw InputError("unknown-id",
                     "sentencepiece: no token has id " + std::to_string(id) + "; ids are below " +
                         std::to_string(vocab_size()),
                     "use the tokenizer that the ids come from");
  }
  if (id >= num_pieces()) return sentinel_name(vocab_size() - 1 - id);
  return processor_->IdToPiece(static_cast<int>(id));
}

std::optional<std::int64_t> SentencePiece::id_of(std::string_view token) const {
  const std::int64_t number = sentinel_number(token);
  if (number >= 0 && number < settings_.num_sentinels) return vocab_size() - 1 - number;
  const int id = processor_->PieceToId(token);
  if (id < 0 || id >= num_pieces() || processor_->IdToPiece(id) != token) return std::nullopt;
  return id;
}

SpecialTokens SentencePiece::special_tokens() const {
  const auto known = [](int id) {
    return id >= 0 ? std::optional<std::int64_t>(id) : std::nullopt;
  };
  SpecialTokens special;
  special.bos = known(processor_->bos_id());
  special.eos = known(processor_->eos_id());
  special.pad = known(processor_->pad_id());
  special.unknown = known(processor_->unk_id());
  for (std::int64_t number = 0; number < settings_.num_sentinels; ++number) {
    special.sentinels.push_back(vocab_size() - 1 - number);
  }
  for (std::int64_t id = 0; id < num_pieces(); ++id) {
    if (processor_->IsControl(static_cast<int>(id))) special.all.push_back(id);
  }
  return special;
}

bool SentencePiece::starts_word(std::int64_t id) const {
  const std::string text = token(id);
  return is_special(id) || text.starts_with(kWordStart) || begins_unspaced(text);
}

void SentencePiece::save(const std::string& folder) const {
  write_file(folder + "/" + settings_.model_file, model_);
  write_file(folder + "/tokenizer_config.json", write_json(settings_value(settings_)) + "\n");
}

}  // namespace graft
