#include "graft/plugin.h"

#include "wordpiece.h"

GRAFT_PLUGIN("graft.wordpiece", "1.0.0", registry) {
  using List = graft::Value::List;
  graft::Value recognises = graft::Value::map();
  recognises.set("tokenizer_class", List{"BertTokenizer", "BertTokenizerFast"});
  recognises.set("files", List{graft::Value(List{"vocab.txt"})});
  recognises.set("tokenizer_json", List{"WordPiece"});
  registry.tokenizer<graft::WordPiece, graft::WordPieceOptions>(
      "wordpiece", "Words in pieces, as BERT has them: cased, uncased, Chinese",
      std::move(recognises));
}
