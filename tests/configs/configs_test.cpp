#include <cmath>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include <boost/test/unit_test.hpp>

#include "graft/file.h"
#include "graft/json.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace graft {
namespace {

namespace fs = std::filesystem;

const std::string kBuiltin = GRAFT_BINARY_DIR "/lib/graft/plugins/plugins.yaml";

/// A PNG file of one red pixel.
constexpr char kRedPixel[] =
    "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\x90wS\xde\0\0\0\x0cIDAT"
    "\x08\xd7\x63\xf8\xcf\xc0\0\0\x03\x01\x01\0\x18\xdd\x8d\xb0\0\0\0\0IEND\xae\x42\x60\x82";

/// A folder with a few lines for every data set that a configuration names.
void write_data(const TemporaryFolder& folder) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "First Citizen: before we proceed any further, hear me.\n";
  for (const char* corpus : {"tinyshakespeare", "songci"}) {
    for (const char* split : {"train", "valid"}) {
      folder.write(std::string("lm/") + corpus + "/" + split + ".txt", text);
    }
  }
  const std::string emoji = "image_text/noto_emoji/";
  folder.write(emoji + "images/one.png", std::string(kRedPixel, sizeof kRedPixel - 1));
  const std::string row =
      R"({"image": "images/one.png", "caption": "a red pixel", "caption_zh": "红点", "group": )";
  const std::string pixels = row + "\"dots\"}\n" + row + "\"colours\"}\n";
  for (const char* split : {"train", "test"}) folder.write(emoji + split + ".jsonl", pixels);
  const std::map<std::string, std::string> tasks = {
      {"cls/agnews", R"({"text": "Stocks fell", "label": "Business"})"
                     "\n"
                     R"({"text": "The match ended", "label": "Sports"})"},
      {"cls/banking77", R"({"text": "My card is lost", "label": "lost_card"})"
                        "\n"
                        R"({"text": "I was charged twice", "label": "charged_twice"})"},
      {"cls/chnsenticorp_hotel", R"({"text": "房间很好", "label": "positive"})"
                                 "\n"
                                 R"({"text": "服务太差", "label": "negative"})"},
      {"ner/wnut17", R"({"tokens": ["in", "Paris"], "tags": ["O", "B-location"]})"},
      {"qa/xquad_en", R"({"question": "who?", "context": "the cat sat", "answer": "cat", )"
                      R"("answer_start": 4})"},
      {"mt/multi30k_en_de", R"({"source": "a dog", "target": "ein Hund"})"},
      {"mt/tatoeba_en_zh", R"({"source": "hello", "target": "你好"})"},
  };
  for (const auto& [name, rows] : tasks) {
    std::string lines;
    for (int i = 0; i < 200; ++i) lines += rows + "\n";
    for (const char* split : {"train", "test"}) {
      folder.write(name + "/" + split + ".jsonl", lines);
    }
  }
}

/// `graft plan`: builds the models and opens the data of all stages.
void check_plan(const std::string& file) {
  const TemporaryFolder data;
  write_data(data);
  std::vector<std::string> command = {graft_program(), "plan", file, "--plugins", kBuiltin};
  if (read_file(file).find("data_root:") != std::string::npos) {
    command.insert(command.end(), {"--set", "data_root=" + data.path()});
  }
  const ProgramResult result = run_program(command);
  BOOST_TEST_CONTEXT(file) {
    BOOST_TEST(result.exit_code == 0);
    BOOST_TEST(result.errors == "");
  }
}

/// The experiments in a Markdown text: its YAML blocks that begin with `experiment:`.
std::vector<std::string> experiments_in(const std::string& markdown) {
  static const std::regex block("```yaml\n(experiment:[^`]*)```");
  std::vector<std::string> experiments;
  for (std::sregex_iterator match(markdown.begin(), markdown.end(), block), end; match != end;
       ++match) {
    experiments.push_back((*match)[1]);
  }
  return experiments;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(configurations)

BOOST_AUTO_TEST_CASE(every_experiment_is_parsed_and_its_models_are_built) {
  int num_experiments = 0;
  for (const auto& entry : fs::recursive_directory_iterator(GRAFT_SOURCE_DIR "/configs")) {
    const std::string file = entry.path().string();
    if (!file.ends_with(".yaml")) continue;
    if (read_file(file).find("\nexperiment:") == std::string::npos) continue;
    check_plan(file);
    ++num_experiments;
  }
  BOOST_TEST(num_experiments == 14);
}

BOOST_AUTO_TEST_CASE(every_experiment_opens_with_its_command) {
  for (const auto& entry : fs::recursive_directory_iterator(GRAFT_SOURCE_DIR "/configs")) {
    const std::string text = entry.is_regular_file() ? read_file(entry.path().string()) : "";
    if (text.find("\nexperiment:") == std::string::npos) continue;
    const std::string name = fs::relative(entry.path(), GRAFT_SOURCE_DIR).string();
    BOOST_TEST(text.starts_with("#"), name);
    BOOST_TEST(text.find("graft run " + name) != std::string::npos, name);
  }
}

BOOST_AUTO_TEST_CASE(a_missing_data_set_is_named_with_the_place_where_it_is_published) {
  int num_missing = 0;
  for (const auto& entry : fs::recursive_directory_iterator(GRAFT_SOURCE_DIR "/configs")) {
    const std::string file = entry.path().string();
    if (!file.ends_with(".yaml") || read_file(file).find("data_root:") == std::string::npos) {
      continue;
    }
    const ProgramResult result = run_program({graft_program(), "check", file, "--plugins", kBuiltin,
                                              "--set", "data_root=/there/is/none"});
    BOOST_TEST(result.exit_code == 2, file);
    std::istringstream lines(result.errors);
    for (std::string line; std::getline(lines, line);) {
      if (line.find("no file or folder") == std::string::npos) continue;
      if (line.find("train_on") != std::string::npos) continue;
      BOOST_TEST(line.find("the data set is published at") != std::string::npos, line);
      ++num_missing;
    }
  }
  BOOST_TEST(num_missing > 20);
}

BOOST_AUTO_TEST_CASE(the_smallest_shape_of_every_benchmark_is_measured) {
  for (const std::string arch : {"gpt2", "bert", "t5", "clip"}) {
    for (const char* shape : {"baby", "tiny", "small", "124M"}) {
      BOOST_TEST(fs::exists(GRAFT_SOURCE_DIR "/configs/bench/" + arch + "-" + shape + ".yaml"));
    }
    const ProgramResult result =
        run_program({graft_program(), "bench", "train", "--arch", arch, "--shape", "baby",
                     "--steps", "1", "--plugins", kBuiltin});
    BOOST_TEST_REQUIRE(result.exit_code == 0, result.errors);
    const Value line = parse_json(result.output);
    BOOST_TEST(line.at("arch").as_string() == arch);
    for (const char* key : {"tokens_per_s", "peak_rss_mb", "flops_per_token", "matmul_flops_per_s",
                            "fraction_of_limit", "loss"}) {
      BOOST_TEST(line.at(key).as_double() > 0.0, key);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_hundred_steps_of_training_grow_memory_by_nothing) {
  // With the sanitizers the program also fails where it leaks.
  const ProgramResult result =
      run_program({graft_program(), "bench", "train", "--arch", "gpt2", "--shape", "baby",
                   "--steps", "100", "--threads", "1", "--plugins", kBuiltin});
  BOOST_TEST_REQUIRE(result.exit_code == 0, result.errors);
  static const std::regex told(
      "([0-9,]+) bytes in use .* after 10 steps, "
      "([0-9,]+) bytes in use .* after 100 steps");
  std::smatch match;
  BOOST_TEST_REQUIRE(std::regex_search(result.errors, match, told), result.errors);
  BOOST_TEST(match.str(1) == match.str(2));
}

/// Every op, in a pass each as small as it may be.
std::vector<std::string> quick_look_at_ops(const std::string& precision) {
  return {graft_program(), "bench",       "ops",     "--steps",   "1",     "--shrink", "64",
          "--json",        "--precision", precision, "--plugins", kBuiltin};
}

/// The type that a processor with or without bf16 computes in.
std::string computed_in(const ProgramResult& result, const std::string& precision) {
  return result.errors.find("f32 is used") == std::string::npos ? precision : "f32";
}

BOOST_AUTO_TEST_CASE(ops_are_a_table_unless_json_is_asked_for) {
  std::vector<std::string> command = quick_look_at_ops("f32");
  std::erase(command, "--json");
  const ProgramResult table = run_program(command);
  BOOST_TEST_REQUIRE(table.exit_code == 0, table.errors);
  BOOST_TEST(table.output.find("attention, causal") != std::string::npos, table.output);
  BOOST_TEST(table.output.find("GFLOP/s of products in f32") != std::string::npos, table.output);
}

BOOST_AUTO_TEST_CASE(ops_are_held_against_the_limits_of_their_kind) {
  for (const std::string precision : {"f32", "bf16"}) {
    const ProgramResult result = run_program(quick_look_at_ops(precision));
    BOOST_TEST_REQUIRE(result.exit_code == 0, result.errors);
    const Value document = parse_json(result.output);
    BOOST_TEST(document.at("precision").as_string() == computed_in(result, precision));
    BOOST_TEST(document.at("matmul_flops_per_s").as_double() > 0.0);
    BOOST_TEST(document.at("stream_bytes_per_s").as_double() > 0.0);
    std::map<std::string, std::string> precisions;
    for (const Value& op : document.at("ops").as_list()) {
      const std::string name = op.at("op").as_string();
      const std::string pass = op.at("pass").as_string();
      precisions[name] = op.at("precision").as_string();
      BOOST_TEST((pass == "forward" || pass == "gradient" || pass == "both"), pass);
      const bool is_product = op.find("flops_per_s") != nullptr;
      const double rate = op.at(is_product ? "flops_per_s" : "bytes_per_s").as_double();
      const double limit =
          document.at(is_product ? "matmul_flops_per_s" : "stream_bytes_per_s").as_double();
      BOOST_TEST(rate > 0.0, name);
      BOOST_TEST(op.at("ms").as_double() > 0.0, name);
      BOOST_TEST(op.at("fraction_of_limit").as_double() < 1000.0, name);
      // Printed to four decimals.
      BOOST_TEST(std::abs(op.at("fraction_of_limit").as_double() - rate / limit) < 0.01, name);
    }
    for (const char* op : {"linear",
                           "linear_activate",
                           "matmul",
                           "matmul, batched",
                           "linear_cross_entropy",
                           "attention",
                           "attention, causal",
                           "self_attention, causal",
                           "conv2d",
                           "patches",
                           "layer_norm",
                           "add_layer_norm",
                           "rms_norm",
                           "add_rms_norm",
                           "l2_normalize",
                           "gelu",
                           "gelu_tanh",
                           "silu",
                           "dropout",
                           "rotary_embedding",
                           "add",
                           "multiply",
                           "masked_fill",
                           "where",
                           "softmax",
                           "log_softmax",
                           "cross_entropy",
                           "sum, last dimension",
                           "sum, first dimension",
                           "cumulative_sum",
                           "sort",
                           "top_k",
                           "embedding",
                           "gather",
                           "scatter_add",
                           "index_select",
                           "concat",
                           "split",
                           "permute 0 2 1 3",
                           "transpose"}) {
      BOOST_TEST(precisions[op] == document.at("precision").as_string(), op);
    }
    BOOST_TEST(precisions["cast to bf16"] == "f32");
    BOOST_TEST(precisions["cast to f32"] == "bf16");
    BOOST_TEST(precisions["adamw_step"] == "f32");
    BOOST_TEST(precisions["squared_norm"] == "f32");
  }
}

BOOST_AUTO_TEST_CASE(limits_are_measured_in_the_precision_asked_for) {
  const ProgramResult result =
      run_program({graft_program(), "bench", "limits", "--precision", "bf16", "--json"});
  BOOST_TEST_REQUIRE(result.exit_code == 0, result.errors);
  const Value document = parse_json(result.output);
  BOOST_TEST(document.at("precision").as_string() == computed_in(result, "bf16"));
  for (const char* key : {"matmul_1024_flops_per_s", "matmul_2048_flops_per_s",
                          "matmul_4096_flops_per_s", "stream_bytes_per_s"}) {
    BOOST_TEST(document.at(key).as_double() > 0.0, key);
  }
}

BOOST_AUTO_TEST_CASE(tokenizers_are_trained_and_measured) {
  const TemporaryFolder data;
  std::string text;
  for (int i = 0; i < 500; ++i)
    text += "line " + std::to_string(i) + " 第" + std::to_string(i) + "行\n";
  data.write("a.txt", text);
  data.write("below/b.jsonl", "{\"text\": \"a row\"}\n");
  data.write("c.md", "not read");
  const ProgramResult result = run_program(
      {graft_program(), "bench", "tokenizers", "--data", data.path(), "--name", "byte-bpe", "bytes",
       "--vocab-size", "300", "--rounds", "1", "--threads", "2", "--json", "--plugins", kBuiltin});
  BOOST_TEST_REQUIRE(result.exit_code == 0, result.errors);
  const Value document = parse_json(result.output);
  BOOST_TEST(document.at("threads").as_int() == 2);
  const Value::List& tokenizers = document.at("tokenizers").as_list();
  BOOST_REQUIRE(tokenizers.size() == 2u);
  for (const Value& measured : tokenizers) {
    BOOST_TEST(measured.at("bytes").as_int() == std::ssize(text) + 18);
    BOOST_TEST(measured.at("exact").as_bool());
    BOOST_TEST(measured.at("train_s").as_double() >= 0.0);
    for (const char* key : {"encode_mb_per_s", "encode_parallel_mb_per_s", "scaling",
                            "decode_mb_per_s", "tokens_per_byte"}) {
      BOOST_TEST(measured.at(key).as_double() > 0.0, key);
    }
  }
  BOOST_TEST(tokenizers[0].at("tokenizer").as_string() == "byte-bpe");
  BOOST_TEST(tokenizers[0].at("vocab_size").as_int() == 300);
  BOOST_TEST(tokenizers[1].at("tokens").as_int() == tokenizers[1].at("bytes").as_int());
}

BOOST_AUTO_TEST_CASE(tokenizers_are_measured_on_a_corpus_that_is_shipped) {
  const ProgramResult result = run_program({graft_program(), "bench", "tokenizers", "--name",
                                            "bytes", "--rounds", "1", "--plugins", kBuiltin});
  BOOST_TEST_REQUIRE(result.exit_code == 0, result.errors);
  BOOST_TEST(std::regex_search(result.output, std::regex("bytes +[0-9]+ .*yes\n")), result.output);
}

BOOST_AUTO_TEST_CASE(flops_are_those_of_the_contract) {
  const ProgramResult result =
      run_program({graft_program(), "bench", "forward", "--arch", "gpt2", "--shape", "baby",
                   "--steps", "1", "--plugins", kBuiltin});
  BOOST_TEST_REQUIRE(result.exit_code == 0, result.errors);
  // Twice the parameters in products, and 4 layers x 4 x 128 wide x 64 positions of attention.
  const double products = 4 * 12 * 128 * 128 + 65 * 128;
  BOOST_TEST(parse_json(result.output).at("flops_per_token").as_double() ==
             2 * products + 4 * 4 * 128 * 64);
}

BOOST_AUTO_TEST_CASE(the_experiments_of_the_readme_work_as_printed) {
  const TemporaryFolder folder;
  const std::vector<std::string> experiments =
      experiments_in(read_file(GRAFT_SOURCE_DIR "/README.md"));
  BOOST_TEST(!experiments.empty());
  for (const std::string& experiment : experiments) {
    check_plan(folder.write("readme.yaml", experiment));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
