// The encoder against its rule, written down as plainly as it goes.
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "graft/file.h"
#include "graft/parallel.h"
#include "graft/random.h"
#include "plugins/tokenizers/byte-bpe/byte_alphabet.h"
#include "plugins/tokenizers/byte-bpe/byte_bpe.h"
#include "tests/support/temporary_folder.h"

namespace {

using Ids = std::vector<std::int64_t>;

constexpr graft::EncodeOptions kPlain = {.add_special_tokens = false,
                                         .parse_special_tokens = false};

/// ' ' for white space, 'L' for letters, 'N' for numbers, '?' for others.
struct Character {
  char kind = '?';
  std::string bytes;
};

std::vector<Character> characters(std::string_view text) {
  std::vector<Character> result;
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  for (std::size_t end = 0; end < text.size();) {
    const std::size_t begin = end;
    UChar32 code_point = 0;
    U8_NEXT(bytes, end, text.size(), code_point);
    Character character{'?', std::string(text.substr(begin, end - begin))};
    if (code_point >= 0) {
      const std::uint32_t category = U_GET_GC_MASK(code_point);
      if (u_isUWhiteSpace(code_point)) character.kind = ' ';
      if (category & U_GC_L_MASK) character.kind = 'L';
      if (category & U_GC_N_MASK) character.kind = 'N';
    }
    result.push_back(std::move(character));
  }
  return result;
}

/// Characters that the alternatives of GPT-2's rule take at `begin`, one after the other:
/// 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
std::size_t word_length(const std::vector<Character>& text, std::size_t begin) {
  for (const std::string contraction : {"'s", "'t", "'re", "'ve", "'m", "'ll", "'d"}) {
    std::string found;
    for (std::size_t i = 0; i < contraction.size() && begin + i < text.size(); ++i) {
      found += text[begin + i].bytes;
    }
    if (found == contraction) return contraction.size();
  }
  const auto run = [&text](std::size_t from, char kind) {
    std::size_t end = from;
    while (end < text.size() && text[end].kind == kind) ++end;
    return end - from;
  };
  for (const char kind : {'L', 'N', '?'}) {
    const std::size_t space = text[begin].bytes == " " ? 1 : 0;
    if (const std::size_t length = run(begin + space, kind)) return space + length;
  }
  const std::size_t spaces = run(begin, ' ');
  const bool ends_text = begin + spaces == text.size();
  return ends_text || spaces == 1 ? spaces : spaces - 1;
}

/// Byte-pair encoding by a list of merges, as `left right` in GPT-2's spelling.
class PlainBpe {
 public:
  explicit PlainBpe(const std::string& file) {
    const std::string merges = graft::read_file(file);
    std::size_t rank = 0;
    for (std::size_t begin = merges.find('\n') + 1; begin < merges.size();) {
      const std::size_t end = merges.find('\n', begin);
      const std::size_t space = merges.find(' ', begin);
      ranks_[{merges.substr(begin, space - begin), merges.substr(space + 1, end - space - 1)}] =
          rank++;
      begin = end + 1;
    }
  }

  std::vector<std::string> tokens(std::string_view text) const {
    std::vector<std::string> result;
    const std::vector<Character> all = characters(text);
    for (std::size_t begin = 0; begin < all.size();) {
      const std::size_t end = begin + word_length(all, begin);
      std::string word;
      while (begin < end) word += all[begin++].bytes;
      for (std::string& token : merged(word)) result.push_back(std::move(token));
    }
    return result;
  }

 private:
  std::vector<std::string> merged(const std::string& word) const {
    std::vector<std::string> symbols;
    for (const char byte : word) symbols.push_back(graft::spell_bytes({&byte, 1}));
    for (;;) {
      std::size_t lowest = ranks_.size();
      std::size_t place = 0;
      for (std::size_t i = 0; i + 1 < symbols.size(); ++i) {
        const auto found = ranks_.find({symbols[i], symbols[i + 1]});
        if (found == ranks_.end() || found->second >= lowest) continue;
        lowest = found->second;
        place = i;
      }
      if (lowest == ranks_.size()) return symbols;
      symbols[place] += symbols[place + 1];
      symbols.erase(symbols.begin() + static_cast<std::ptrdiff_t>(place) + 1);
    }
  }

  std::map<std::pair<std::string, std::string>, std::size_t> ranks_;
};

/// Spaces, letters of some scripts, numbers, marks, and bytes that are no characters.
std::string random_text(graft::Rng& rng, std::int64_t characters) {
  static const std::vector<std::string> kParts = {" ",
                                                  " ",
                                                  "\n",
                                                  "\t",
                                                  "e",
                                                  "t",
                                                  "a",
                                                  "th",
                                                  "ing",
                                                  "'s",
                                                  "'re",
                                                  "'",
                                                  "1",
                                                  "23",
                                                  "，",
                                                  "好",
                                                  "天",
                                                  "天气",
                                                  "\u3000",
                                                  "\u00a0",
                                                  "é",
                                                  "²",
                                                  "🙂",
                                                  "\xff",
                                                  ".",
                                                  "!?",
                                                  "E",
                                                  "н",
                                                  "か",
                                                  "\xe4\xbd",
                                                  std::string(1, '\0'),
                                                  "  ",
                                                  "the",
                                                  " the"};
  std::string text;
  for (std::int64_t i = 0; i < characters; ++i) {
    text += kParts[static_cast<std::size_t>(rng.below(std::ssize(kParts)))];
  }
  return text;
}

std::unique_ptr<graft::Tokenizer> trained_on(std::string text, std::int64_t vocab_size) {
  graft::ByteBpeOptions options;
  options.vocab_size = vocab_size;
  return graft::ByteBpe::train(options, [&text, done = false](std::string& next) mutable {
    next = text;
    return !std::exchange(done, true);
  });
}

void check(const graft::Tokenizer& tokenizer, const PlainBpe& plain, const std::string& text) {
  const Ids ids = tokenizer.encode(text, kPlain);
  std::vector<std::string> tokens;
  for (const std::int64_t id : ids) tokens.push_back(tokenizer.token(id));
  BOOST_REQUIRE((tokens == plain.tokens(text)));
  BOOST_REQUIRE((tokenizer.encode(text, kPlain) == ids));  // from what is remembered
}

}  // namespace

BOOST_AUTO_TEST_SUITE(plain_bpe)

BOOST_AUTO_TEST_CASE(random_texts_have_the_tokens_of_the_rule) {
  graft::Rng rng(23);
  const graft::TemporaryFolder folder;
  trained_on(random_text(rng, 20'000), 700)->save(folder.path());
  const auto tokenizer = graft::ByteBpe::load(folder.path());
  const PlainBpe plain(folder.path() + "/merges.txt");
  for (int round = 0; round < 200; ++round) {
    check(*tokenizer, plain, random_text(rng, rng.below(round % 10 == 0 ? 300 : 30)));
  }
}

BOOST_AUTO_TEST_CASE(real_texts_have_the_tokens_of_the_rule) {
  const std::string data = GRAFT_SHARED_DIR "/data";
  if (!std::filesystem::exists(data + "/tokenizers/gpt2")) {
    BOOST_TEST_MESSAGE("skipped: " << data << " is not there");
    return;
  }
  const auto tokenizer = graft::ByteBpe::load(data + "/tokenizers/gpt2");
  const PlainBpe plain(data + "/tokenizers/gpt2/vocab.bpe");
  for (const char* const file :
       {"/lm/songci/test.txt", "/lm/tinyshakespeare/test.txt", "/ner/wnut17/dev.jsonl",
        "/cls/chnsenticorp_hotel/test.jsonl", "/mt/multi30k_en_de/test.jsonl"}) {
    check(*tokenizer, plain, graft::read_file(data + file).substr(0, 10'000));
  }
}

BOOST_AUTO_TEST_CASE(long_texts_have_the_same_tokens_for_any_number_of_threads) {
  graft::Rng rng(29);
  const std::string text = random_text(rng, 200'000);
  const auto tokenizer = trained_on(random_text(rng, 5'000), 500);
  const int before = graft::num_threads();
  graft::set_num_threads(1);
  const Ids alone = tokenizer->encode(text, kPlain);
  graft::set_num_threads(3);
  const Ids together = tokenizer->encode(text, kPlain);
  graft::set_num_threads(before);
  BOOST_TEST((together == alone));
}

BOOST_AUTO_TEST_SUITE_END()
