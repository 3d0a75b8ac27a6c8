#include "framework/evaluate/metrics/bleu_tokenizer.h"

#include <boost/test/unit_test.hpp>

#include "graft/error.h"

namespace graft {
namespace {

/// The words with one space between them.
std::string joined(const std::string& text, BleuTokenizer tokenizer) {
  std::string line;
  for (const std::string& word : bleu_words(text, tokenizer)) {
    line += (line.empty() ? "" : " ") + word;
  }
  return line;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bleu_tokenizers)

BOOST_AUTO_TEST_CASE(thirteen_a_sets_ascii_punctuation_apart) {
  const auto tokenized = [](const std::string& text) { return joined(text, BleuTokenizer::k13a); };
  BOOST_TEST(tokenized("The dog bit the man.") == "The dog bit the man .");
  BOOST_TEST(tokenized("\"Hello\" (he said): [yes]!") == "\" Hello \" ( he said ) : [ yes ] !");
  BOOST_TEST(tokenized("It wasn't surprising.") == "It wasn't surprising .");
  BOOST_TEST(tokenized("a well-known co-op") == "a well-known co-op");
  BOOST_TEST(tokenized("50% of $3 & more/less") == "50 % of $ 3 & more / less");
}

BOOST_AUTO_TEST_CASE(thirteen_a_keeps_points_in_numbers) {
  const auto tokenized = [](const std::string& text) { return joined(text, BleuTokenizer::k13a); };
  BOOST_TEST(tokenized("1,000.5 and 3.14") == "1,000.5 and 3.14");
  BOOST_TEST(tokenized("in 1999.") == "in 1999 .");
  BOOST_TEST(tokenized("v2.x, or .5") == "v2 . x , or . 5");
  BOOST_TEST(tokenized("1990-2000") == "1990 - 2000");
  BOOST_TEST(tokenized("wait...") == "wait . . .");
}

BOOST_AUTO_TEST_CASE(thirteen_a_reads_the_marks_of_its_time) {
  const auto tokenized = [](const std::string& text) { return joined(text, BleuTokenizer::k13a); };
  BOOST_TEST(tokenized("&quot;AT&amp;T&quot; &lt;b&gt;") == "\" AT & T \" < b >");
  BOOST_TEST(tokenized("a<skipped>b") == "ab");
  BOOST_TEST(tokenized("hyphen-\nated\nline") == "hyphenated line");
  BOOST_TEST(tokenized("  spaces\t and　more \n") == "spaces and more");
  BOOST_TEST(tokenized("").empty());
}

BOOST_AUTO_TEST_CASE(zh_sets_chinese_characters_apart) {
  const auto tokenized = [](const std::string& text) { return joined(text, BleuTokenizer::kZh); };
  BOOST_TEST(tokenized("我在Beijing，住了3.5年。") == "我 在 Beijing ， 住 了 3.5 年 。");
  BOOST_TEST(tokenized("“你好”——他说…") == "“ 你 好 ” — — 他 说 …");
  BOOST_TEST(tokenized("ＡＢ㎞☺") == "Ａ Ｂ ㎞ ☺");
  BOOST_TEST(tokenized("it's 50%") == "it's 50 %");
  // As in sacreBLEU, Han characters beyond U+FFFF are not split.
  BOOST_TEST(tokenized("𠀀𠀁") == "𠀀𠀁");
  // No space is put around the text: a point that ends it stays with a number, as in sacreBLEU.
  BOOST_TEST(tokenized("第3.") == "第 3.");
}

BOOST_AUTO_TEST_CASE(char_splits_everything) {
  BOOST_TEST(joined("ab, 猫。", BleuTokenizer::kChar) == "a b , 猫 。");
}

BOOST_AUTO_TEST_CASE(intl_sets_unicode_punctuation_and_symbols_apart) {
  const auto tokenized = [](const std::string& text) { return joined(text, BleuTokenizer::kIntl); };
  BOOST_TEST(tokenized("It wasn't „surprising“.") == "It wasn ' t „ surprising “ .");
  BOOST_TEST(tokenized("1,000.5 €5 10°C") == "1,000.5 € 5 10 ° C");
  BOOST_TEST(tokenized("你好，世界！") == "你好 ， 世界 ！");
  BOOST_TEST(tokenized("well-known") == "well - known");
  // A point behind a number at the end stays with it, as in mteval-v14 and sacreBLEU.
  BOOST_TEST(tokenized("in 1999.") == "in 1999.");
  BOOST_TEST(tokenized("١٬٢ ½, ok") == "١٬٢ ½ , ok");
}

BOOST_AUTO_TEST_CASE(none_splits_at_white_space) {
  BOOST_TEST(joined("The dog,\u00a0the cat.", BleuTokenizer::kNone) == "The dog, the cat.");
}

BOOST_AUTO_TEST_CASE(tokenizers_have_their_names) {
  for (const char* name : {"13a", "zh", "char", "intl", "none"}) {
    BOOST_TEST(name_of(bleu_tokenizer(name)) == name);
  }
  BOOST_CHECK_THROW(bleu_tokenizer("14a"), InputError);
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_character_are_one_each) {
  BOOST_TEST(joined("a\xff\xfe b", BleuTokenizer::kChar) == "a \ufffd \ufffd b");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
