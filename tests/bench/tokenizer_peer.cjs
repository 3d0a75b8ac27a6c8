// Encodes texts with a tokenizer from npm, once, and prints a line of JSON. Started by
// tokenizers.py:
//
//     node tokenizer_peer.cjs FOLDER PEER TOKENIZER TEXTS.json
//
// FOLDER holds node_modules, TOKENIZER a tokenizer.json or the name of an encoding, TEXTS.json a list.
"use strict";
const fs = require("fs");
const path = require("path");
const { createRequire } = require("module");

const [folder, peer, tokenizer, file] = process.argv.slice(2);
const load = createRequire(path.join(path.resolve(folder), "package.json"));

// Each gives a function from a list of texts to the number of their tokens, perhaps as a promise.
const peers = {
  tiktoken() {
    const encoding = load("tiktoken").get_encoding(tokenizer);
    return (texts) =>
      texts.reduce((sum, text) => sum + encoding.encode_ordinary(text).length, 0);
  },
  tokenizers() {
    const encoder = load("tokenizers").Tokenizer.fromFile(tokenizer);
    return async (texts) => {
      const found = await encoder.encodeBatch(texts, { addSpecialTokens: false });
      return found.reduce((sum, encoding) => sum + encoding.getLength(), 0);
    };
  },
  "@huggingface/tokenizers"() {
    const { Tokenizer } = load("@huggingface/tokenizers");
    const encoder = new Tokenizer(JSON.parse(fs.readFileSync(tokenizer, "utf8")), {});
    const options = { add_special_tokens: false };
    return (texts) =>
      texts.reduce((sum, text) => sum + encoder.encode(text, options).ids.length, 0);
  },
};

async function main() {
  const texts = JSON.parse(fs.readFileSync(file, "utf8"));
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const encode = peers[peer]();
  const start = process.hrtime.bigint();
  const tokens = await encode(texts);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  console.log(JSON.stringify({ mb_per_s: bytes / 1e6 / seconds, tokens }));
}

main().catch((error) => {
  console.error(String(error && error.message ? error.message : error).split("\n")[0]);
  process.exitCode = 1;
});
