#include "piece_model.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include <sentencepiece_processor.h>

#include "graft/error.h"
#include "graft/file.h"
#include "graft/utf8.h"
#include "hidden_pieces.h"
#include "model_check.h"
#include "word_borders.h"

namespace graft {

namespace {

constexpr std::string_view kSpace = "\xe2\x96\x81";  // U+2581, in place of a space
constexpr std::string_view kNoPrefix("\x1a\x02\x18\x00",
                                     4);  // normalizer_spec.add_dummy_prefix = 0
constexpr std::size_t kPartBytes = std::size_t{64} << 10;

}  // namespace

PieceModel::PieceModel(std::string bytes, const std::string& file)
    : bytes_(std::move(bytes)),
      processor_(std::make_unique<sentencepiece::SentencePieceProcessor>()) {
  check_sentencepiece_model(bytes_, file);
  load(bytes_, file);
  size_ = processor_->GetPieceSize();
  for (int id = 0; id < size_; ++id) {
    is_control_.push_back(processor_->IsControl(id) || processor_->IsUnknown(id));
  }
  const SpaceRules rules = read_space_rules(bytes_);
  adds_space_ = rules.adds_prefix || rules.removes_extra;
  keeps_to_words_ = keeps_to_words(bytes_);
  unknown_runs_ = find_unknown_runs();
}

void PieceModel::load(const std::string& bytes, const std::string& file) {
  const auto status = processor_->LoadFromSerializedProto(bytes);
  if (status.ok()) {
    used_ = bytes;
    return;
  }
  throw InputError(
      {Problem{file, 0, 0, "bad-tokenizer",
               std::string("the SentencePiece library refuses it: ") + status.error_message(),
               "take the file from where the model was published"}});
}

void PieceModel::hide(const std::set<std::int64_t>& ids) {
  if (ids.empty()) return;
  load(with_hidden_pieces(bytes_, ids), "");
  for (const std::int64_t id : ids) is_control_[static_cast<std::size_t>(id)] = true;
  unknown_runs_ = find_unknown_runs();
}

void PieceModel::go_on_behind_tokens() {
  behind_ = std::make_unique<sentencepiece::SentencePieceProcessor>();
  // A message that comes twice is read as one; of its fields the last one counts.
  const auto status = behind_->LoadFromSerializedProto(used_ + std::string(kNoPrefix));
  if (!status.ok()) throw Error(std::string("sentencepiece: ") + status.error_message());
}

std::unique_ptr<UnknownRuns> PieceModel::find_unknown_runs() const {
  std::vector<std::string> pieces;
  for (int id = 0; id < size_; ++id) {
    if (processor_->IsByte(id)) return nullptr;
    if (!is_control(id)) pieces.push_back(piece(id));
  }
  // The library belongs to this model wherever it is moved to.
  const auto is_kept = [processor = processor_.get()](std::string_view text) {
    std::string normalized;
    for (const std::string& part : processor->EncodeAsPieces(text)) normalized += part;
    return normalized == text || normalized == std::string(kSpace).append(text);
  };
  return std::make_unique<UnknownRuns>(pieces, is_kept);
}

PieceModel::PieceModel(PieceModel&&) noexcept = default;
PieceModel::~PieceModel() = default;

std::string PieceModel::piece(std::int64_t id) const {
  return processor_->IdToPiece(static_cast<int>(id));
}

std::string PieceModel::text(std::int64_t id) const {
  std::string text = piece(id);
  if (processor_->IsByte(static_cast<int>(id))) {  // "<0x0A>"
    int byte = 0;
    const std::size_t digits = std::min<std::size_t>(text.size(), 3);
    std::from_chars(text.data() + digits, text.data() + text.size(), byte, 16);
    return {static_cast<char>(byte)};
  }
  for (std::size_t at = text.find(kSpace); at != std::string::npos; at = text.find(kSpace, at)) {
    text.replace(at, kSpace.size(), " ");
  }
  return text;
}

RoleDefaults PieceModel::roles() const {
  RoleDefaults roles;
  const auto add = [&](const char* role, int id) {
    if (id >= 0 && id < size_) roles.emplace(role, piece(id));
  };
  add("bos_token", processor_->bos_id());
  add("eos_token", processor_->eos_id());
  add("unk_token", processor_->unk_id());
  add("pad_token", processor_->pad_id());
  return roles;
}

void PieceModel::encode(std::string_view text, std::vector<std::int64_t>& ids) const {
  if (text.empty()) return;
  const std::string valid = readable(text);
  for (const std::string_view part : parts(valid)) {
    const std::vector<int> found = processor_->EncodeAsIds(part);
    ids.insert(ids.end(), found.begin(), found.end());
  }
}

void PieceModel::encode_behind(std::string_view text, std::vector<std::int64_t>& ids) const {
  if (behind_ == nullptr) return encode(text, ids);
  if (text.empty()) return;
  const std::string valid = readable(text);
  bool is_first = true;
  for (const std::string_view part : parts(valid)) {
    if (!is_first || !part.starts_with(' ')) {
      const std::vector<int> found = (is_first ? behind_ : processor_)->EncodeAsIds(part);
      ids.insert(ids.end(), found.begin(), found.end());
    } else {
      // The library drops spaces in front of a text: as in the reference, another text stands
      // there.
      const std::string unknown = piece(processor_->unk_id());
      const std::vector<int> found = behind_->EncodeAsIds(unknown + std::string(part));
      const std::size_t extra = std::min(behind_->EncodeAsIds(unknown).size(), found.size());
      ids.insert(ids.end(), found.begin() + static_cast<std::ptrdiff_t>(extra), found.end());
    }
    is_first = false;
  }
}

std::string PieceModel::readable(std::string_view text) const {
  std::string valid = replace_invalid_utf8(text);
  return unknown_runs_ == nullptr ? valid : unknown_runs_->shortened(std::move(valid));
}

std::optional<std::vector<TokenSpan>> PieceModel::encode_with_spans(std::string_view text) const {
  if (!is_valid_utf8(text)) return std::nullopt;
  if (unknown_runs_ != nullptr && unknown_runs_->shortened(std::string(text)) != text) {
    return std::nullopt;
  }
  std::vector<TokenSpan> tokens;
  if (text.empty()) return tokens;
  for (const std::string_view part : parts(text)) {
    const auto offset = static_cast<std::size_t>(part.data() - text.data());
    const auto encoded = processor_->EncodeAsImmutableProto(part);
    for (const auto& token : encoded.pieces()) {
      tokens.push_back({token.id(), offset + token.begin(), offset + token.end()});
    }
  }
  return tokens;
}

std::vector<std::string_view> PieceModel::parts(std::string_view text) const {
  return keeps_to_words_ ? cut_at_words(text, kPartBytes) : std::vector{text};
}

}  // namespace graft
