#include "model_check.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <unordered_set>
#include <utility>

#include "charsmap_check.h"
#include "graft/error.h"
#include "graft/file.h"
#include "protobuf_fields.h"

namespace graft {

namespace {

constexpr std::uint64_t kNormal = 1;  // types of pieces
constexpr std::uint64_t kUnknown = 2;
constexpr std::uint64_t kByte = 6;
constexpr std::uint64_t kMostPieces = 1u << 24;

class ModelCheck {
 public:
  explicit ModelCheck(std::string file) : file_(std::move(file)) {}

  void run(std::string_view model) {
    const bool is_whole = for_each_field(model, [this](const ProtobufField& field) {
      if (field.number == 1) check_piece(field.bytes);
      if (field.number == 2) check_trainer(field.bytes);
      if (field.number == 3) check_normalizer(field.bytes);
    });
    if (!is_whole) fail("is no SentencePiece model: its fields do not fit into it");
    if (num_pieces_ == 0) fail("has no pieces");
    if (num_unknown_ != 1) {
      fail("has " + std::to_string(num_unknown_) + " pieces for the unknown, expected one");
    }
  }

 private:
  [[noreturn]] void fail(std::string message) const {
    throw InputError({Problem{file_, 0, 0, "bad-tokenizer", std::move(message),
                              "take the file from where the model was published"}});
  }

  void check_piece(std::string_view bytes) {
    const std::string where = "piece " + std::to_string(num_pieces_);
    std::string_view text;
    std::uint64_t type = kNormal;
    float score = 0.0f;
    const bool is_whole = for_each_field(bytes, [&](const ProtobufField& field) {
      if (field.number == 1) text = field.bytes;
      if (field.number == 2)
        score = std::bit_cast<float>(static_cast<std::uint32_t>(field.integer));
      if (field.number == 3) type = field.integer;
    });
    if (!is_whole) fail(where + " does not fit into its place");
    if (text.empty()) fail(where + " is empty");
    if (text.find('\0') != std::string_view::npos) fail(where + " holds a zero byte");
    if (!is_valid_utf8(text)) fail(where + " is not UTF-8");
    if (!std::isfinite(score)) fail(where + " has no finite score");
    if (type < kNormal || type > kByte) fail(where + " has a type that does not exist");
    if (!texts_.emplace(text).second) {
      fail(where + " repeats \"" + std::string(text) + "\"");
    }
    if (type == kUnknown) ++num_unknown_;
    if (++num_pieces_ > kMostPieces) fail("has more pieces than any tokenizer");
  }

  void check_trainer(std::string_view bytes) const {
    std::uint64_t model_type = 1;
    const bool is_whole = for_each_field(bytes, [&](const ProtobufField& field) {
      if (field.number == 3) model_type = field.integer;
    });
    if (!is_whole) fail("says in no readable way how it was trained");
    if (model_type < 1 || model_type > 4) fail("is of a type that does not exist");
  }

  void check_normalizer(std::string_view bytes) const {
    std::string problem;
    const bool is_whole = for_each_field(bytes, [&](const ProtobufField& field) {
      if (field.number == 2) problem = charsmap_problem(field.bytes);
    });
    if (!is_whole) fail("says in no readable way how it normalizes");
    if (!problem.empty()) fail(problem);
  }

  std::string file_;
  std::unordered_set<std::string_view> texts_;
  std::uint64_t num_pieces_ = 0;
  std::uint64_t num_unknown_ = 0;
};

}  // namespace

void check_sentencepiece_model(std::string_view model, const std::string& file) {
  ModelCheck(file).run(model);
}

}  // namespace graft
