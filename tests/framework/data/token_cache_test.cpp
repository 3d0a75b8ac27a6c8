#include "framework/data/token_cache.h"

#include <atomic>
#include <filesystem>
#include <utility>

#include <boost/test/unit_test.hpp>

#include "framework/data/token_stream.h"
#include "graft/file.h"
#include "graft/random.h"
#include "tests/plugins/tiny/tokenizer.h"
#include "tests/support/damage.h"
#include "tests/support/temporary_folder.h"

namespace graft {
namespace {

namespace fs = std::filesystem;

using Ids = std::vector<std::int64_t>;

/// Letters that count the texts they have read.
class CountedLetters : public Letters {
 public:
  Ids encode(std::string_view text, const EncodeOptions& options) const override {
    ++count;
    return Letters::encode(text, options);
  }

  mutable std::atomic<int> count{0};
};

class Documents : public Dataset {
 public:
  explicit Documents(std::vector<std::string> texts) : texts_(std::move(texts)) {}

  std::vector<std::string> splits() const override { return {"train"}; }
  std::int64_t size(const std::string&) const override { return std::ssize(texts_); }
  Example example(const std::string&, std::int64_t index) const override {
    Example example;
    example.columns["text"] = texts_[static_cast<std::size_t>(index)];
    return example;
  }

 private:
  std::vector<std::string> texts_;
};

/// The one file of a cache.
std::string only_file(const TemporaryFolder& folder) {
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(folder.path())) {
    files.push_back(entry.path().string());
  }
  BOOST_TEST_REQUIRE(files.size() == 1u);
  return files.front();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(kept_tokens)

BOOST_AUTO_TEST_CASE(texts_are_tokenized_once) {
  const TemporaryFolder folder;
  const CountedLetters letters;
  const Documents documents({"one", "two", "three"});
  const Ids expected = read_token_stream(documents, "train", letters);
  letters.count = 0;
  BOOST_TEST((TokenCache(folder.path(), letters, "v1").stream(documents, "train") == expected));
  BOOST_TEST(letters.count == 3);
  BOOST_TEST((TokenCache(folder.path(), letters, "v1").stream(documents, "train") == expected));
  BOOST_TEST(letters.count == 3);
}

BOOST_AUTO_TEST_CASE(other_texts_and_other_libraries_are_tokenized_again) {
  const TemporaryFolder folder;
  const CountedLetters letters;
  const TokenCache cache(folder.path(), letters, "v1");
  for (const auto& texts : std::vector<std::vector<std::string>>{
           {"one", "two"}, {"one", "twa"}, {"onet", "wo"}, {"one"}}) {
    const Documents documents(texts);
    BOOST_TEST(
        (cache.stream(documents, "train") == read_token_stream(documents, "train", Letters())));
  }
  BOOST_TEST(letters.count == 7);
  TokenCache(folder.path(), letters, "v2").stream(Documents({"one"}), "train");
  BOOST_TEST(letters.count == 8);
}

BOOST_AUTO_TEST_CASE(damaged_files_count_as_missing) {
  const TemporaryFolder folder;
  const CountedLetters letters;
  const TokenCache cache(folder.path(), letters, "v1");
  const Documents documents({"one", "two"});
  const Ids expected = cache.stream(documents, "train");
  const std::string file = only_file(folder);
  const std::string whole = read_file(file);
  Rng rng(3);
  int num_damaged = 0;
  for (int i = 0; i < 50; ++i) {
    const std::string broken = damaged(whole, rng);
    if (broken == whole) continue;
    ++num_damaged;
    write_file(file, broken);
    BOOST_TEST((cache.stream(documents, "train") == expected));
    BOOST_TEST(read_file(file) == whole);
  }
  BOOST_TEST(letters.count == 2 + 2 * num_damaged);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
