#include "graft/plugin.h"

#include "byte_bpe.h"

GRAFT_PLUGIN("graft.byte-bpe", "1.0.0", registry) {
  using List = graft::Value::List;
  graft::Value recognises = graft::Value::map();
  recognises.set("tokenizer_class",
                 List{"GPT2Tokenizer", "GPT2TokenizerFast", "CLIPTokenizer", "CLIPTokenizerFast"});
  recognises.set("files",
                 List{List{"vocab.json", "merges.txt"}, List{"encoder.json", "vocab.bpe"}});
  recognises.set("tokenizer_json", List{"BPE"});
  registry.tokenizer<graft::ByteBpe, graft::ByteBpeOptions>(
      "byte-bpe", "Byte-level byte-pair encoding, as GPT-2 and CLIP have it",
      std::move(recognises));
}
