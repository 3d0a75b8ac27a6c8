#include "framework/model_io/safetensors.h"

#include <cmath>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "framework/model_io/safetensors_reader.h"
#include "graft/error.h"
#include "graft/file.h"
#include "graft/random.h"
#include "tests/framework/model_io/safetensors_bytes.h"
#include "tests/support/damage.h"
#include "tests/support/problem_texts.h"
#include "tests/support/temporary_folder.h"

namespace {

using graft::tests::safetensors_bytes;

std::string entry(const std::string& name, const std::string& dtype, const std::string& shape,
                  const std::string& offsets) {
  return "\"" + name + R"(":{"dtype":")" + dtype + R"(","shape":)" + shape + R"(,"data_offsets":)" +
         offsets + "}";
}

/// What reading a file of these bytes says, without the folder's name.
std::string verdict(const std::string& bytes) {
  const graft::TemporaryFolder folder;
  const std::string path = folder.path() + "/t.safetensors";
  graft::write_file(path, bytes);
  std::string text = graft::problem_text([&] { graft::read_safetensors(path); });
  for (std::size_t at = text.find(path); at != std::string::npos; at = text.find(path)) {
    text.replace(at, path.size(), "FILE");
  }
  return text;
}

graft::SafetensorsFile read(const std::string& bytes) {
  const graft::TemporaryFolder folder;
  const std::string path = folder.path() + "/t.safetensors";
  graft::write_file(path, bytes);
  return graft::read_safetensors(path);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(safetensors)

BOOST_AUTO_TEST_CASE(what_is_written_is_read_back_bit_for_bit) {
  const graft::TemporaryFolder folder;
  const std::string path = folder.path() + "/t.safetensors";
  graft::Tensor flags({3}, graft::DType::kBool);
  flags.data<bool>()[0] = true;
  flags.data<bool>()[1] = false;
  flags.data<bool>()[2] = true;
  const std::vector<float> numbers = {1.5f, -0.0f, 3e-45f, std::numeric_limits<float>::infinity(),
                                      0.1f, 2.0f};
  graft::write_safetensors(path,
                           {{"flags", flags},
                            {"权重 \"w\"", graft::Tensor::from({2, 3}, numbers)},
                            {"empty", graft::Tensor({0, 4})},
                            {"ids", graft::Tensor::from({2}, std::vector<std::int64_t>{-1, 7})},
                            {"scalar", graft::Tensor::scalar(4.0f)}},
                           {{"format", "pt"}, {"步", "10"}});

  const graft::SafetensorsFile file = graft::read_safetensors(path);
  BOOST_TEST(file.tensors.size() == 5u);
  BOOST_TEST(file.metadata.at("步") == "10");
  BOOST_TEST(file.find("flags")->data<bool>()[2]);
  BOOST_TEST(!file.find("flags")->data<bool>()[1]);
  const graft::Tensor& weight = *file.find("权重 \"w\"");
  BOOST_TEST(weight.shape() == (graft::Shape{2, 3}));
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    BOOST_TEST(weight.data<float>()[i] == numbers[i]);
    BOOST_TEST(std::signbit(weight.data<float>()[i]) == std::signbit(numbers[i]));
  }
  BOOST_TEST(file.find("ids")->data<std::int64_t>()[0] == -1);
  BOOST_TEST(file.find("scalar")->shape().empty());
  BOOST_TEST(file.find("empty")->shape() == (graft::Shape{0, 4}));
  BOOST_TEST(file.find("absent") == nullptr);
}

BOOST_AUTO_TEST_CASE(the_data_of_a_written_file_is_aligned) {
  const graft::TemporaryFolder folder;
  const std::string path = folder.path() + "/t.safetensors";
  graft::write_safetensors(path, {{"byte", graft::Tensor({3}, graft::DType::kUInt8)},
                                  {"ids", graft::Tensor::zeros({1}, graft::DType::kInt64)}});
  const std::string bytes = graft::read_file(path);
  BOOST_TEST(static_cast<unsigned char>(bytes[0]) % 8 == 0);
  BOOST_TEST(bytes.find(R"("ids": {"dtype": "I64", "shape": [1], "data_offsets": [0, 8]})") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(two_tensors_of_one_name_are_not_written) {
  const graft::TemporaryFolder folder;
  const graft::Tensor tensor = graft::Tensor::scalar(1.0f);
  BOOST_CHECK_THROW(graft::write_safetensors(folder.path() + "/t", {{"a", tensor}, {"a", tensor}}),
                    graft::Error);
}

BOOST_AUTO_TEST_CASE(half_bfloat16_and_double_become_float) {
  // 1.5, -2, smallest subnormal, infinity
  const std::string half("\x00\x3e\x00\xc0\x01\x00\x00\x7c", 8);
  const graft::SafetensorsFile f16 =
      read(safetensors_bytes("{" + entry("h", "F16", "[4]", "[0,8]") + "}", half));
  const float* h = f16.find("h")->data<float>();
  BOOST_TEST(h[0] == 1.5f);
  BOOST_TEST(h[1] == -2.0f);
  BOOST_TEST(h[2] == std::ldexp(1.0f, -24));
  BOOST_TEST(std::isinf(h[3]));

  const graft::SafetensorsFile bf16 = read(safetensors_bytes(
      "{" + entry("b", "BF16", "[2]", "[0,4]") + "}", std::string("\xc0\x3f\x49\xc0", 4)));
  BOOST_TEST(bf16.find("b")->data<float>()[0] == 1.5f);
  BOOST_TEST(bf16.find("b")->data<float>()[1] == -3.140625f);

  const double wide[] = {0.1, -1e300};
  const graft::SafetensorsFile f64 =
      read(safetensors_bytes("{" + entry("d", "F64", "[2]", "[0,16]") + "}",
                             std::string(reinterpret_cast<const char*>(wide), sizeof wide)));
  BOOST_TEST(f64.find("d")->data<float>()[0] == 0.1f);
  BOOST_TEST(std::isinf(f64.find("d")->data<float>()[1]));
}

BOOST_AUTO_TEST_CASE(hostile_files_are_refused_by_name) {
  const std::string eight(8, '\0');
  const std::string sixteen(16, '\0');
  const std::string a = entry("a", "F32", "[2]", "[0,8]");
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  struct Case {
    const char* what;
    std::string bytes;
    const char* message;
  };
  const std::vector<Case> cases = {
      {"empty file", "", "has 0 bytes, fewer than a header"},
      {"length beyond the file", safetensors_bytes("{}", "", 1), "claims a header of 3 bytes"},
      {"length of 2^64 - 1", std::string(8, '\xff') + "{}",
       "claims a header of 18446744073709551615 bytes"},
      {"Git-LFS pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n",
       "is a Git-LFS pointer, not the weights; run `git lfs pull`"},
      {"not JSON", safetensors_bytes("{\"a\"", ""), "the header is no map of tensors at byte 12"},
      {"list instead of map", safetensors_bytes("[]", ""), "not a JSON map"},
      {"text after the map", safetensors_bytes("{} {}", ""), "the header is no map of tensors"},
      {"100,000 nested lists", safetensors_bytes("{\"a\":" + deep + "}", ""),
       "\"a\": a list where none belongs"},
      {"100,000 nested lists for a shape",
       safetensors_bytes(R"({"a":{"dtype":"F32","shape":)" + deep + "}}", ""),
       "the header is no map of tensors"},
      {"name that is not UTF-8",
       safetensors_bytes("{" + entry("\xff", "F32", "[2]", "[0,8]") + "}", eight),
       "the header is no map of tensors"},
      {"tensor without a shape",
       safetensors_bytes(R"({"a":{"dtype":"F32","data_offsets":[0,8]}})", eight),
       "\"a\": dtype, shape or data_offsets is missing"},
      {"unknown field", safetensors_bytes(R"({"a":{"dtype":"F32","strides":[1]}})", eight),
       "\"a\": a list where none belongs"},
      {"negative size", safetensors_bytes("{" + entry("a", "F32", "[-2]", "[0,8]") + "}", eight),
       "\"a\": a negative number"},
      {"fractional size", safetensors_bytes("{" + entry("a", "F32", "[2.0]", "[0,8]") + "}", eight),
       "\"a\": a number that is no 64-bit integer"},
      {"size over 2^64",
       safetensors_bytes("{" + entry("a", "F32", "[18446744073709551617]", "[0,8]") + "}", eight),
       "\"a\": a number that is no 64-bit integer"},
      {"three offsets", safetensors_bytes("{" + entry("a", "F32", "[2]", "[0,8,9]") + "}", eight),
       "\"a\": data_offsets has more than two numbers"},
      {"metadata that is no text", safetensors_bytes(R"({"__metadata__":{"a":1}})", ""),
       "a number is misplaced"},
      {"same name with two types",
       safetensors_bytes("{" + a + "," + entry("a", "I64", "[1]", "[8,16]") + "}", sixteen),
       "tensor \"a\" is there twice: as F32 [2] and as I64 [1]"},
      {"unknown type", safetensors_bytes("{" + entry("a", "F4", "[2]", "[0,8]") + "}", eight),
       "tensor \"a\": unknown type F4"},
      {"product over 2^64",
       safetensors_bytes("{" + entry("a", "F32", "[4294967296,4294967296,4]", "[0,8]") + "}",
                         eight),
       "tensor \"a\": shape [4294967296, 4294967296, 4] has more elements than fit"},
      {"range that disagrees with the shape",
       safetensors_bytes("{" + entry("a", "F32", "[3]", "[0,8]") + "}", eight),
       "tensor \"a\": F32 [3] takes 12 bytes, but its range is [0, 8)"},
      {"backward range", safetensors_bytes("{" + entry("a", "F32", "[2]", "[8,0]") + "}", eight),
       "its range is [8, 0)"},
      {"overlap",
       safetensors_bytes("{" + a + "," + entry("b", "F32", "[2]", "[4,12]") + "}", sixteen),
       "tensor \"b\" has bytes [4, 12), but tensor \"a\" ends at 8: they overlap"},
      {"gap", safetensors_bytes("{" + a + "," + entry("b", "F32", "[1]", "[12,16]") + "}", sixteen),
       "tensor \"b\" has bytes [12, 16), but tensor \"a\" ends at 8: there is a gap"},
      {"gap before the first",
       safetensors_bytes("{" + entry("a", "F32", "[2]", "[8,16]") + "}", sixteen),
       "but the data begins at 0: there is a gap"},
      {"empty tensor inside another",
       safetensors_bytes("{" + a + "," + entry("z", "F32", "[0]", "[4,4]") + "}", eight),
       "tensor \"z\" has bytes [4, 4), but tensor \"a\" ends at 8: they overlap"},
      {"one byte short", safetensors_bytes("{" + a + "}", std::string(7, '\0')),
       "the tensors take 8 bytes, but only 7 are there"},
      {"a zip behind the last tensor", safetensors_bytes("{" + a + "}", eight + "PK\x03\x04"),
       "4 bytes follow the last tensor, which ends at 8"},
      {"type that is not read",
       safetensors_bytes("{" + entry("a", "U64", "[1]", "[0,8]") + "}", eight),
       "tensor \"a\" has type U64, which is not read"},
      {"byte that is no boolean",
       safetensors_bytes("{" + entry("a", "BOOL", "[2]", "[0,2]") + "}", std::string("\x01\x02")),
       "tensor \"a\": byte 2 is no boolean; store it as U8"},
  };
  for (const Case& hostile : cases) {
    const std::string text = verdict(hostile.bytes);
    BOOST_TEST(text.starts_with("FILE: error: "), hostile.what << ": " << text);
    BOOST_TEST(text.find(hostile.message) != std::string::npos, hostile.what << ": " << text);
  }
}

BOOST_AUTO_TEST_CASE(a_header_over_the_limit_is_refused_before_it_is_read) {
  const graft::TemporaryFolder folder;
  const std::string path = folder.path() + "/t.safetensors";
  const std::uint64_t length = 100'000'001;
  graft::write_file(path, std::string(reinterpret_cast<const char*>(&length), sizeof length));
  std::filesystem::resize_file(path, 200'000'000);  // sparse: takes no space
  const std::string text = graft::problem_text([&] { graft::read_safetensors(path); });
  BOOST_TEST(text.find("and a header at most 100000000") != std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(every_fault_of_a_header_is_listed) {
  const std::string text = verdict(safetensors_bytes(
      "{" + entry("a", "F4", "[2]", "[0,8]") + "," + entry("b", "F32", "[1]", "[8,16]") + "}",
      std::string(16, '\0')));
  BOOST_TEST(text.find("tensor \"a\": unknown type F4") != std::string::npos, text);
  BOOST_TEST(text.find("tensor \"b\": F32 [1] takes 4 bytes") != std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(missing_files_folders_and_pipes_are_refused) {
  const graft::TemporaryFolder folder;
  BOOST_TEST(graft::problem_text([&] {
               graft::read_safetensors(folder.path() + "/none");
             }).find("cannot be read: No such file or directory; check the path") !=
             std::string::npos);
  BOOST_TEST(graft::problem_text([&] {
               graft::read_safetensors(folder.path());
             }).find("is not a regular file; check the path") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_cut_short_after_its_header_was_read_is_an_error) {
  const graft::TemporaryFolder folder;
  const std::string path = folder.path("t.safetensors");
  graft::write_safetensors(path, {{"a", graft::Tensor::zeros({3000})}});
  const graft::SafetensorsReader reader(path);
  std::filesystem::resize_file(path, 200);
  const std::string text =
      graft::problem_text([&] { reader.read(reader.header().entries.front()); });
  BOOST_TEST(text.starts_with(path + ": error: had "), text);
  BOOST_TEST(text.ends_with(" and now has 200; another program changes it; fetch it again"), text);
}

BOOST_AUTO_TEST_CASE(damaged_files_are_read_or_refused_and_nothing_else) {
  const graft::TemporaryFolder folder;
  const std::string path = folder.path("t.safetensors");
  const std::string whole = safetensors_bytes(
      "{" + entry("a", "F32", "[2,3]", "[0,24]") + "," + entry("b", "F16", "[4]", "[24,32]") + "," +
          entry("c", "BOOL", "[2]", "[32,34]") + R"(,"__metadata__":{"format":"pt"}})",
      std::string(34, '\1'));
  graft::Rng rng(7);
  int refused = 0;
  for (int i = 0; i < 3000; ++i) {
    folder.write("t.safetensors", graft::damaged(whole, rng));
    try {
      graft::read_safetensors(path);
    } catch (const graft::InputError&) {
      ++refused;
    }
  }
  BOOST_TEST(refused > 1000);
}

BOOST_AUTO_TEST_SUITE_END()
