#include "graft/plugin.h"

#include "sentencepiece.h"

GRAFT_PLUGIN("graft.sentencepiece", "1.0.0", registry) {
  using List = graft::Value::List;
  graft::Value recognises = graft::Value::map();
  recognises.set("tokenizer_class", std::vector<std::string>{"LlamaTokenizer", "LlamaTokenizerFast",
                                                             "T5Tokenizer", "T5TokenizerFast"});
  recognises.set("files",
                 List{graft::Value(List{"tokenizer.model"}), graft::Value(List{"spiece.model"})});
  registry.tokenizer<graft::SentencePiece, graft::SentencePieceOptions>(
      "sentencepiece", "SentencePiece: unigram or byte-pair models, as T5 and Llama have them",
      std::move(recognises));
}
