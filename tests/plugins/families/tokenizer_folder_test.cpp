// A tokenizer is found in every layout that it is published in.
#include <filesystem>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "framework/model_io/model_folder.h"
#include "graft/file.h"
#include "tests/plugins/families/trained_tokenizer.h"
#include "tests/support/problem_texts.h"
#include "tests/support/temporary_folder.h"

namespace graft {
namespace {

namespace fs = std::filesystem;

constexpr TokenizerChoice kChoices[] = {{"byte-bpe", R"({"vocab_size": 320})"},
                                        {"byte-bpe", R"({"vocab_size": 600, "flavour": "clip"})"},
                                        {"wordpiece", R"({"vocab_size": 200})"}};

PluginCatalog built_catalog() {
  return PluginCatalog::open({GRAFT_BINARY_DIR "/lib/graft/plugins/plugins.yaml"});
}

/// Removes every file but that one.
void keep_only(const std::string& folder, const std::string& name) {
  std::vector<fs::path> others;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.path().filename() != name) others.push_back(entry.path());
  }
  for (const fs::path& other : others) fs::remove(other);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tokenizer_folder)

BOOST_AUTO_TEST_CASE(one_file_that_holds_everything_is_enough) {
  PluginCatalog catalog = built_catalog();
  const std::string text = "The cat's hat, 今天天气 naïve 123";
  for (const TokenizerChoice& choice : kChoices) {
    BOOST_TEST_CONTEXT(choice.name << " " << choice.options) {
      const auto tokenizer = trained(choice);
      const TemporaryFolder folder;
      tokenizer->save(folder.path());
      keep_only(folder.path(), "tokenizer.json");
      BOOST_TEST(has_tokenizer(folder.path(), catalog));
      BOOST_TEST(
          load_tokenizer(folder.path(), catalog)->encode(text, {}) == tokenizer->encode(text, {}),
          boost::test_tools::per_element());
      folder.write("tokenizer_config.json", R"({"tokenizer_class": "PreTrainedTokenizerFast"})");
      BOOST_TEST(
          load_tokenizer(folder.path(), catalog)->encode(text, {}) == tokenizer->encode(text, {}),
          boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_file_of_a_scheme_that_no_plugin_knows_is_refused) {
  PluginCatalog catalog = built_catalog();
  const TemporaryFolder folder;
  for (const char* const json : {R"({"model": {"type": "Unigram"}})", R"({"model": 3})", "[1]"}) {
    folder.write("tokenizer.json", json);
    BOOST_TEST(!has_tokenizer(folder.path(), catalog));
    const std::string text = problem_text([&] { load_tokenizer(folder.path(), catalog); });
    BOOST_TEST(text.find("has no tokenizer files that a plugin reads") != std::string::npos, text);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
