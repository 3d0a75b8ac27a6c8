#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/file.h"
#include "graft/json.h"
#include "graft/roles/tokenizer.h"

namespace graft::tests {

/// A file or folder beside this checkout, or empty, with a message, where it is not there.
inline std::string shared_path(const std::string& name) {
  std::string path = std::string(GRAFT_SHARED_DIR) + "/" + name;
  if (std::filesystem::exists(path)) return path;
  BOOST_TEST_MESSAGE("skipped: " << path << " is not there");
  return "";
}

inline std::vector<std::int64_t> ids_of(const Value& list) {
  std::vector<std::int64_t> ids;
  for (const Value& id : list.as_list()) ids.push_back(id.as_int());
  return ids;
}

/// The objects of a file with one a line.
inline std::vector<Value> json_lines(const std::string& path) {
  std::istringstream lines(read_file(path));
  std::vector<Value> values;
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty()) values.push_back(parse_json(line, path));
  }
  return values;
}

/// Checks texts and ids of llama.cpp's vocabularies: `NAME.inp` and `NAME.out` hold as many cases
/// as `count` says.
inline void check_llama_cpp_cases(const Tokenizer& tokenizer, const std::string& name, int count) {
  const std::string inputs = shared_path("data/tokenizers/llama_cpp/" + name + ".inp");
  const std::string outputs = shared_path("data/tokenizers/llama_cpp/" + name + ".out");
  if (inputs.empty() || outputs.empty()) return;
  constexpr std::string_view kSeparator = "\n__ggml_vocab_test__\n";
  const std::string texts = read_file(inputs);
  std::istringstream lines(read_file(outputs));
  std::size_t begin = 0;
  int found = 0;
  for (std::string line; std::getline(lines, line); ++found) {
    BOOST_REQUIRE(begin <= texts.size());
    const std::size_t end = std::min(texts.find(kSeparator, begin), texts.size());
    std::istringstream numbers(line);
    std::vector<std::int64_t> expected;
    for (std::int64_t id = 0; numbers >> id;) expected.push_back(id);
    const auto ids = tokenizer.encode(texts.substr(begin, end - begin),
                                      {.add_special_tokens = false, .parse_special_tokens = true});
    BOOST_TEST(ids == expected, boost::test_tools::per_element());
    begin = end + kSeparator.size();
  }
  BOOST_TEST(found == count);
}

/// Checks ids that a published tokenizer gives without special tokens. A file has cases of several
/// vocabularies. Returns the number of those of this one.
inline int check_plain_cases(const Tokenizer& tokenizer, const std::string& path,
                             const std::string& vocabulary) {
  int count = 0;
  for (const Value& expected : json_lines(path)) {
    if (expected.at("vocab").as_string() != vocabulary) continue;
    const std::string& text = expected.at("text").as_string();
    const auto ids =
        tokenizer.encode(text, {.add_special_tokens = false, .parse_special_tokens = false});
    BOOST_TEST(ids == ids_of(expected.at("ids")), boost::test_tools::per_element());
    ++count;
  }
  return count;
}

}  // namespace graft::tests
