#include "options.h"

namespace graft {

Schema<SentencePieceOptions> SentencePieceOptions::schema() {
  using Options = SentencePieceOptions;
  return Schema<Options>()
      .field(
          "vocab_size", &Options::vocab_size,
          "number of ids: pieces, and the special tokens behind them; fewer where the text has no "
          "more pieces",
          in_range(8, 1 << 22))
      .field("model_type", &Options::model_type,
             "how pieces are chosen: by likelihood, or by merging pairs",
             one_of({"unigram", "bpe"}))
      .field("style", &Options::style,
             "normalization, special tokens and files: those of T5, or those of Llama",
             one_of({"t5", "llama"}))
      .field("character_coverage", &Options::character_coverage,
             "share of the text whose characters are all pieces; the rest is unknown, or bytes",
             in_range(0.98, 1.0))
      .field("byte_fallback", &Options::byte_fallback,
             "unknown characters become bytes; absent: with style llama only")
      .field("sentinels", &Options::sentinels,
             "number of special tokens that stand for spans that were cut out: <extra_id_0> …; "
             "absent: 100 with style t5",
             in_range(0, 10000))
      .field("pad_token", &Options::pad_token,
             "special token that fills short rows; style t5 has <pad>")
      .field("mask_token", &Options::mask_token,
             "special token in place of one that is hidden, e.g. <mask>")
      .field("cls_token", &Options::cls_token,
             "special token that stands for a whole text, e.g. <cls>")
      .field("sep_token", &Options::sep_token, "special token behind each text, e.g. <sep>")
      .field("image_token", &Options::image_token,
             "special token in place of an image, e.g. <image>");
}

RoleDefaults SentencePieceOptions::roles() const {
  RoleDefaults roles;
  const auto add = [&roles](const char* role, const std::optional<std::string>& token) {
    if (token) roles.emplace(role, *token);
  };
  add("pad_token", pad_token);
  add("mask_token", mask_token);
  add("cls_token", cls_token);
  add("sep_token", sep_token);
  add("image_token", image_token);
  return roles;
}

SentencePieceSettings SentencePieceOptions::settings() const {
  SentencePieceSettings settings;
  settings.model_file = is_t5() ? "spiece.model" : "tokenizer.model";
  settings.tokenizer_class = is_t5() ? "T5Tokenizer" : "LlamaTokenizer";
  settings.add_bos = !is_t5();
  settings.add_eos = is_t5();
  settings.num_sentinels = num_sentinels();
  return settings;
}

}  // namespace graft
