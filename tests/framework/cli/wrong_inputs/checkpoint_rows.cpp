#include <array>
#include <bit>
#include <limits>

#include "tests/framework/cli/wrong_inputs/wrong_input.h"
#include "tests/framework/model_io/safetensors_bytes.h"
#include "tests/support/program.h"

namespace graft {
namespace {

using tests::safetensors_bytes;

const char* const kConfig =
    R"({"model_type": "tiny-for-tests", "hidden_size": 2, "num_layers": 1, "num_heads": 1, )"
    R"("max_positions": 8, "vocab_size": 3})";

/// Header of the tensors of a tiny model: [3, 2], [2] and [2, 4], 64 bytes in all.
std::string header(const std::string& embedding = "embedding.weight",
                   const std::string& shape = "[3,2]", const std::string& bias = "[24,32]") {
  return "{\"" + embedding + R"(":{"dtype":"F32","shape":)" + shape +
         R"(,"data_offsets":[0,24]},"mixer.bias":{"dtype":"F32","shape":[2],"data_offsets":)" +
         bias + R"(},"mixer.weight":{"dtype":"F32","shape":[2,4],"data_offsets":[32,64]}})";
}

const std::string kZeros(64, '\0');

/// `count` zeros and a last element that is no number.
std::string ending_in_nan() {
  const auto nan = std::bit_cast<std::array<char, 4>>(std::numeric_limits<float>::quiet_NaN());
  return kZeros.substr(4) + std::string(nan.begin(), nan.end());
}

/// `graft forward` with a model folder `m` and two token ids as input.
WrongInput row(std::string what, std::vector<std::pair<std::string, std::string>> files,
               std::string message) {
  const std::string ids("\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0", 16);
  files.emplace_back(
      "in.safetensors",
      safetensors_bytes(R"({"input_ids":{"dtype":"I64","shape":[1,2],"data_offsets":[0,16]}})",
                        ids));
  return {std::move(what),
          std::move(files),
          {"forward", "--plugins", tiny_manifest(), "--model", "m", "--input", "in.safetensors",
           "--output", "out.safetensors"},
          2,
          std::move(message),
          ""};
}

WrongInput weights_row(std::string what, const std::string& weights, std::string message) {
  return row(std::move(what), {{"m/config.json", kConfig}, {"m/model.safetensors", weights}},
             std::move(message));
}

/// A model in two shards, of which the second may be left out, under an index that names them.
WrongInput shards_row(std::string what, const std::string& weight_map,
                      const std::string& second_shard, std::string message) {
  std::vector<std::pair<std::string, std::string>> files = {
      {"m/config.json", kConfig},
      {"m/model.safetensors.index.json", R"({"weight_map": )" + weight_map + "}"},
      {"m/1.safetensors", safetensors_bytes(header(), kZeros)}};
  if (!second_shard.empty()) files.emplace_back("m/2.safetensors", second_shard);
  return row(std::move(what), std::move(files), std::move(message));
}

WrongInput config_row(std::string what, const std::string& config, std::string message) {
  return row(
      std::move(what),
      {{"m/config.json", config}, {"m/model.safetensors", safetensors_bytes(header(), kZeros)}},
      std::move(message));
}

WrongInput input_row(std::string what, const std::string& input, std::string message) {
  WrongInput result =
      weights_row(std::move(what), safetensors_bytes(header(), kZeros), std::move(message));
  result.files.back().second = input;
  return result;
}

/// `graft generate` with requests to a model of 3 ids and 8 positions.
WrongInput requests_row(std::string what, const std::string& requests, std::string message) {
  return {std::move(what),
          {{"m/config.json", kConfig},
           {"m/model.safetensors", safetensors_bytes(header(), kZeros)},
           {"r.jsonl", requests}},
          {"generate", "--plugins", tiny_manifest(), "--model", "m", "--requests", "r.jsonl"},
          2,
          std::move(message),
          ""};
}

}  // namespace

std::vector<WrongInput> checkpoint_rows() {
  return {
      row("a model folder that does not exist", {},
          "m/config.json: error: cannot be read: No such file or directory; check the path"),
      row("no weights", {{"m/config.json", kConfig}},
          "m: error: has no model.safetensors; is this the folder of a model?"),
      row("weights that may hold code",
          {{"m/config.json", kConfig}, {"m/pytorch_model.bin", "pickle"}},
          "m: error: has no model.safetensors, but a pytorch_model.bin, which is not read because "
          "it may hold code; store the weights in the safetensors format"),
      config_row("a config.json that is no JSON", "{\"model_type\": }",
                 "m/config.json:1:16: error: not valid JSON: syntax error"),
      config_row("a type of model that no plugin reads", R"({"model_type": "tinny"})",
                 "m/config.json: error: no architecture reads model_type \"tinny\"; add the "
                 "manifest of a plugin that does, with --plugins"),
      config_row("a config.json without a size", R"({"model_type": "tiny-for-tests"})",
                 "m/config.json: error: `hidden_size` is missing"),
      config_row("a size that the weights do not have",
                 R"({"model_type": "tiny-for-tests", "hidden_size": 99, "num_layers": 1, )"
                 R"("num_heads": 1, "max_positions": 8, "vocab_size": 3})",
                 "m/config.json: error: hidden_size is 99, but m/model.safetensors has no size "
                 "over 4; configuration and weights belong to different models"),
      weights_row("a Git-LFS pointer",
                  "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 64\n",
                  "m/model.safetensors: error: is a Git-LFS pointer, not the weights; run `git lfs "
                  "pull` in the repository it comes from"),
      weights_row(
          "a file of three bytes", "abc",
          "m/model.safetensors: error: has 3 bytes, fewer than a header; fetch the file again"),
      weights_row("a zip archive", "PK\3\4 and more of an archive",
                  "m/model.safetensors: error: claims a header of 7236828441365138256 bytes; the "
                  "file has 27 and a header at most 100000000; this is no safetensors file, or it "
                  "is cut short: fetch it again"),
      weights_row("a file cut short", safetensors_bytes(header(), kZeros.substr(4)),
                  "m/model.safetensors: error: the tensors take 64 bytes, but only 60 are there; "
                  "fetch the file again"),
      weights_row("bytes after the last tensor", safetensors_bytes(header(), kZeros + "more"),
                  "m/model.safetensors: error: 4 bytes follow the last tensor, which ends at 64; "
                  "fetch the file again"),
      weights_row("a header that is no JSON", safetensors_bytes("{\"a\": [}", kZeros),
                  "m/model.safetensors: error: the header is no map of tensors at byte 14: \"a\": "
                  "a list where none belongs; fetch the file again"),
      weights_row("one name twice", safetensors_bytes(header("mixer.bias"), kZeros),
                  "m/model.safetensors: error: tensor \"mixer.bias\" is there twice: as F32 [3, 2] "
                  "and as F32 [2]; fetch the file again"),
      weights_row("tensors that overlap",
                  safetensors_bytes(header("embedding.weight", "[3,2]", "[20,28]"), kZeros),
                  "m/model.safetensors: error: tensor \"mixer.bias\" has bytes [20, 28), but "
                  "tensor \"embedding.weight\" ends at 24: they overlap; fetch the file again\n"
                  "m/model.safetensors: error: tensor \"mixer.weight\" has bytes [32, 64), but "
                  "tensor \"mixer.bias\" ends at 28: there is a gap; fetch the file again"),
      weights_row("a shape with more elements than fit",
                  safetensors_bytes(header("embedding.weight", "[4294967296,4294967296]"), kZeros),
                  "m/model.safetensors: error: tensor \"embedding.weight\": shape [4294967296, "
                  "4294967296] has more elements than fit; fetch the file again"),
      weights_row("another shape", safetensors_bytes(header("embedding.weight", "[2,3]"), kZeros),
                  "m/model.safetensors: error: tensor \"embedding.weight\" is F32 [2, 3], but the "
                  "model has F32 [3, 2]; check the sizes in the folder's configuration"),
      weights_row("a tensor missing, another unexpected",
                  safetensors_bytes(header("embeding.weight"), kZeros),
                  "m/model.safetensors: error: tensor \"embeding.weight\" (F32 [3, 2]) belongs to "
                  "no parameter; the nearest is embedding.weight\n"
                  "m/model.safetensors: error: tensor \"embedding.weight\" (F32 [3, 2]) is "
                  "missing; the file belongs to another model, or is incomplete"),
      weights_row("a weight that is no number", safetensors_bytes(header(), ending_in_nan()),
                  "m/model.safetensors: error: tensor \"mixer.weight\": element 7 is nan; the "
                  "training that wrote it had diverged; use an earlier file"),
      shards_row("an index that names no tensor", "{}", "",
                 "m/model.safetensors.index.json: error: its weight_map names no tensor; is this "
                 "the index of a model?"),
      shards_row("an index that leads out of the folder",
                 R"({"mixer.bias": "../../x.safetensors"})", "",
                 "m/model.safetensors.index.json:1:51: error: tensor \"mixer.bias\" is said to be "
                 "in \"../../x.safetensors\", which leads out of the folder and is not opened; "
                 "fetch the index again"),
      shards_row("a shard that is not there",
                 R"({"mixer.bias": "1.safetensors", "a": "2.safetensors"})", "",
                 "m/2.safetensors: error: is named by the index, but No such file or directory; "
                 "fetch it too"),
      shards_row("one tensor in two shards",
                 R"({"embedding.weight": "1.safetensors", "mixer.bias": "1.safetensors", )"
                 R"("mixer.weight": "2.safetensors"})",
                 safetensors_bytes(
                     R"({"mixer.weight":{"dtype":"F32","shape":[2,4],"data_offsets":[0,32]}})",
                     kZeros.substr(32)),
                 "m/2.safetensors: error: tensor \"mixer.weight\" is also in 1.safetensors; keep "
                 "one of them"),
      input_row(
          "inputs of another type",
          safetensors_bytes(R"({"input_ids":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}})",
                            std::string(8, '\0')),
          "in.safetensors: error: \"input_ids\" is F32, expected I64 or I32; store it as integers"),
      input_row("inputs that no model reads",
                safetensors_bytes(R"({"ids":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}})",
                                  std::string(8, '\0')),
                "in.safetensors: error: holds no tensor that a model reads; name one input_ids or "
                "pixel_values"),
      input_row(
          "an id outside the vocabulary",
          safetensors_bytes(R"({"input_ids":{"dtype":"I64","shape":[1,1],"data_offsets":[0,8]}})",
                            std::string("\x63\0\0\0\0\0\0\0", 8)),
          "in.safetensors: error: embedding: id 99 at position 0, expected 0 to 2; check that "
          "tokenizer and model have the same vocabulary"),
      requests_row("requests that the model cannot read",
                   "{\"input_ids\": [1]}\n{\"input_ids\": [1, 2, 3]}\n"
                   "{\"input_ids\": [1, 1, 1, 1, 1, 1, 1, 1, 1]}\n{\"promt\": \"a\"}\n",
                   "r.jsonl:2: error: id 3 at position 2 of the prompt, but the model has the ids "
                   "0 to 2; check that tokenizer and model have the same vocabulary\n"
                   "r.jsonl:3: error: the prompt has 9 tokens, but the model has 8 positions; "
                   "shorten the prompt\n"
                   "r.jsonl:4: error: expected either `prompt` or `input_ids`; did you mean "
                   "`prompt` in place of `promt`?"),
      requests_row("a request whose settings leave no way on",
                   "{\"input_ids\": [1], \"num_beams\": 2, \"eos_token_id\": [0, 1, 2]}\n",
                   "r.jsonl:1: error: the settings leave fewer tokens to choose from than there "
                   "are beams; loosen the filters, or lower num_beams"),
  };
}

}  // namespace graft
