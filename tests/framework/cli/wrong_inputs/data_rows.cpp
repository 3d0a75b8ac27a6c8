#include "tests/framework/cli/wrong_inputs/wrong_input.h"
#include "tests/support/program.h"

namespace graft {
namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

const char* const kGoodRows =
    "{\"text\": \"aab\", \"label\": \"up\"}\n{\"text\": \"ddb\", \"label\": \"down\"}\n";

/// An experiment that adapts to the files of `data`.
WrongInput row(std::string what, const std::string& dataset, const Files& data,
               std::string message) {
  const std::string experiment =
      "experiment: e\ntokenizer: {name: letters}\nstages:\n  s:\n    kind: adapt\n"
      "    model: {architecture: tiny}\n    adapter: {name: gain}\n"
      "    task: {kind: classification, data: {name: " +
      dataset + ", path: data}}\n    train: {steps: 2, batch_size: 2, learning_rate: 1e-3}\n";
  WrongInput result{std::move(what),
                    {{"e.yaml", experiment}},
                    {"run", "e.yaml", "--plugins", tiny_manifest()},
                    2,
                    std::move(message),
                    dataset};
  for (const auto& [name, content] : data) result.files.emplace_back("data/" + name, content);
  return result;
}

WrongInput train_row(std::string what, const std::string& rows, std::string message) {
  return row(std::move(what), "jsonl", {{"train.jsonl", rows}}, std::move(message));
}

/// An experiment whose tokenizer learns from a file.
WrongInput tokenizer_row(std::string what, const std::string& file, std::string message) {
  WrongInput result =
      row(std::move(what), "jsonl",
          {{"train.jsonl", kGoodRows}, {"test.jsonl", kGoodRows}, {"x.txt", "a\xff"}},
          std::move(message));
  std::string& experiment = result.files.front().second;
  experiment.replace(experiment.find("letters"), 7, "letters, train_on: " + file);
  return result;
}

WrongInput text_row(std::string what, const std::string& text, std::string message) {
  WrongInput result = row(std::move(what), "text", {{"train.txt", text}}, std::move(message));
  result.files.front().second =
      "experiment: e\ntokenizer: {name: letters}\nstages:\n  s:\n    kind: pretrain\n"
      "    model: {architecture: tiny}\n    data: {name: text, path: data}\n"
      "    train: {steps: 2, batch_size: 2, learning_rate: 1e-3}\n";
  return result;
}

WrongInput tokenize_row(std::string what, const Files& tokenizer, const std::string& requests,
                        std::string message, const std::string& needs) {
  WrongInput result{
      std::move(what),
      {{"r.jsonl", requests}},
      {"tokenize", "--tokenizer", "t", "--file", "r.jsonl", "--plugins", tiny_manifest()},
      2,
      std::move(message),
      needs};
  for (const auto& [name, content] : tokenizer) result.files.emplace_back("t/" + name, content);
  return result;
}

}  // namespace

std::vector<WrongInput> data_rows() {
  return {
      row("data that is not there", "jsonl", {},
          "e.yaml:8:60: error: stages.s.task.data.path: no file or folder `data`; looked at data"),
      row("a folder without any of the files", "jsonl", {{"data.csv", kGoodRows}},
          "data: error: the folder has none of train.jsonl, valid.jsonl, validation.jsonl, "
          "val.jsonl, dev.jsonl, test.jsonl; rename the files, or write the path of one file"),
      train_row("an empty file", "",
                "data/train.jsonl: error: holds no rows; add some, or remove it"),
      train_row(
          "lines that are no JSON",
          "{\"text\": \"aab\", \"label\": \"up\"}\n{\"text\": \"ddb\", \"label\": \n{\"text\"\n",
          "data/train.jsonl:2:26: error: not valid JSON: incomplete JSON\n"
          "data/train.jsonl:3:8: error: not valid JSON: incomplete JSON"),
      train_row("a line that is no object", "[1]\n",
                "data/train.jsonl:1: error: expected an object, got a list; write one object per "
                "line, such as {\"text\": \"…\"}"),
      train_row("text that is not UTF-8", "{\"text\": \"aab\xff\", \"label\": \"up\"}\n",
                "data/train.jsonl:1:14: error: the text is not valid UTF-8: byte 0xff at offset "
                "13; convert the file, for example with `iconv -f GB18030 -t UTF-8`, where GB18030 "
                "stands for its encoding"),
      train_row("a number among texts",
                "{\"text\": \"aab\", \"label\": \"up\"}\n{\"text\": 7, \"label\": \"down\"}\n",
                "data/train.jsonl:2: error: field `text`: expected text, got numbers; give the "
                "field the same type in all rows"),
      train_row("other fields in a later row",
                "{\"text\": \"aab\", \"label\": \"up\"}\n{\"txt\": \"b\", \"label\": \"down\"}\n",
                "data/train.jsonl:2: error: the row has the fields `label`, `txt`, the first row "
                "has `label`, `text`; give all rows the same fields"),
      train_row(
          "rows without labels", "{\"text\": \"aab\"}\n{\"text\": \"ddb\"}\n",
          "e.yaml:8:47: error: example 0 of the train split: the data has no column `label`; it "
          "has `text`"),
      train_row("one label only",
                "{\"text\": \"aab\", \"label\": \"up\"}\n{\"text\": \"ddb\", \"label\": \"up\"}\n",
                "e.yaml:8:47: error: the training split has one label, \"up\"; classification "
                "needs two or more; check the column that `label` names"),
      train_row("nothing to test on", kGoodRows,
                "e.yaml:8:47: error: the data has neither a test nor a validation split; add one, "
                "or hold out a share of the training split"),
      row("nothing to train on", "jsonl", {{"test.jsonl", kGoodRows}},
          "e.yaml:8:47: error: jsonl: no split \"train\"; there is test"),
      row("a label that training does not know", "jsonl",
          {{"train.jsonl", kGoodRows}, {"test.jsonl", "{\"text\": \"b\", \"label\": \"upp\"}\n"}},
          "data/test.jsonl:1: error: the label \"upp\" is none of the model's: \"down\", \"up\"; "
          "did you mean \"up\"?"),
      row("labels that are empty", "csv",
          {{"train.csv", "text,label\naab,up\nddb,\nb,down\nbed,\n"},
           {"test.csv", "text,label\naab,up\n"}},
          "data/train.csv:3: error: the label is empty; remove it, or give it a name\n"
          "data/train.csv:5: error: the label is empty; remove it, or give it a name"),
      row("texts that are empty", "csv",
          {{"train.csv", "text,label\n,up\nddb,down\n,down\n"},
           {"test.csv", "text,label\naab,up\n"}},
          "data/train.csv:2: error: the text is empty; remove it, or give it words\n"
          "data/train.csv:4: error: the text is empty; remove it, or give it words"),
      row("a table with an open quote and a row too short", "csv",
          {{"train.csv", "text,label\naab,up\nddb\n\"a,down\n"}},
          "data/train.csv:3: error: the row has 1 field, expected 2; is `,` the delimiter? "
          "`delimiter` of the data sets another\n"
          "data/train.csv:4:1: error: the quoted field that begins here has no end; add the "
          "closing quote, or set `quotes: false` where quotes are plain characters"),
      text_row("a text that is not UTF-8", "abc\xff",
               "data/train.txt:1:4: error: the text is not valid UTF-8: byte 0xff at offset 3; "
               "convert the file, for example with `iconv -f GB18030 -t UTF-8`, where GB18030 "
               "stands for its encoding"),
      tokenizer_row("a text to learn tokens from that is not UTF-8", "data/x.txt",
                    "data/x.txt:1:2: error: the text is not valid UTF-8: byte 0xff at offset 1; "
                    "convert the file, for example with `iconv -f GB18030 -t UTF-8`, where GB18030 "
                    "stands for its encoding"),
      tokenizer_row("a folder to learn tokens from", "data",
                    "data: error: is a folder, expected a text file; name a file in it"),
      tokenize_row("a folder that is not there", {}, "{\"text\": \"a\"}\n",
                   "t: error: no such folder; check the path", ""),
      tokenize_row("a folder without a tokenizer", {{"notes.txt", ""}}, "{\"text\": \"a\"}\n",
                   "t: error: has no tokenizer files that a plugin reads; name the folder of a "
                   "tokenizer, or add a manifest with --plugins",
                   ""),
      tokenize_row("requests of which none is right", {{"tiny_letters.txt", "\n"}},
                   "{\"text\": 1}\n{\"txt\": \"a\"}\n{\n",
                   "r.jsonl:1: error: `text`: expected a string, got an integer\n"
                   "r.jsonl:2: error: there is no `text`; write {\"text\": \"…\"}\n"
                   "r.jsonl:3:2: error: not valid JSON: incomplete JSON",
                   ""),
      {"a tokenizer that would lie beside another one",
       {{"x.txt", "some text"}, {"t/tiny_letters.txt", "\n"}},
       {"train-tokenizer", "--name", "byte-bpe", "--input", "x.txt", "--output", "t", "--plugins",
        tiny_manifest()},
       2,
       "t: error: has the files of another tokenizer, `letters`; name a new folder, or remove them",
       "byte_bpe"},
      {"a tokenizer that would learn from nothing",
       {{"x.txt", "\n"}},
       {"train-tokenizer", "--name", "byte-bpe", "--input", "x.txt", "--output", "t"},
       2,
       "error: --input: there is no text to learn a vocabulary from; name a file with text",
       "byte_bpe"},
      tokenize_row("merges that the vocabulary does not have",
                   {{"vocab.json", "{\"a\": 0, \"b\": 1}"}, {"merges.txt", "a b\nx y z\n"}},
                   "{\"text\": \"a\"}\n",
                   "t/merges.txt:1: error: the merge of \"a\" and \"b\" needs the token \"ab\", "
                   "which the vocabulary lacks\n"
                   "t/merges.txt:2: error: expected two tokens with one space between them",
                   "byte_bpe"),
  };
}

}  // namespace graft
