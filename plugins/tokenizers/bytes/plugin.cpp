#include "graft/plugin.h"

#include "bytes.h"

GRAFT_PLUGIN("graft.bytes", "1.0.0", registry) {
  using List = graft::Value::List;
  graft::Value recognises = graft::Value::map();
  recognises.set("tokenizer_class", List{"GraftBytesTokenizer"});
  recognises.set("files", List{graft::Value(List{"bytes_tokenizer.json"})});
  registry.tokenizer<graft::Bytes, graft::BytesOptions>(
      "bytes", "Bytes of UTF-8 text as tokens; nothing to train", std::move(recognises));
}
