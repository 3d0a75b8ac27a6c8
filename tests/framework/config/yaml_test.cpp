#include "framework/config/yaml.h"

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "graft/json.h"
#include "tests/support/damage.h"
#include "tests/support/problem_texts.h"

namespace graft {
namespace {

Value parse(const std::string& text) { return parse_yaml(text, "a.yaml"); }

std::string error_of(const std::string& text) {
  return problem_text([&text] { parse(text); });
}

std::string as_json(const std::string& text) { return write_json(parse(text)); }

std::string place(const Mark& mark) {
  return *mark.file + ":" + std::to_string(mark.line) + ":" + std::to_string(mark.column);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(yaml_tree)

BOOST_AUTO_TEST_CASE(maps_lists_and_scalars_keep_the_order_of_the_file) {
  BOOST_TEST(as_json("b: 1\na: [x, 'y', \"z\"]\nc:\n- d: {e: true}\n- ~\n") ==
             R"({"b": 1, "a": ["x", "y", "z"], "c": [{"d": {"e": true}}, null]})");
}

BOOST_AUTO_TEST_CASE(quoted_text_is_never_a_number) {
  BOOST_TEST(as_json("['1', \"null\", 'true']") == R"(["1", "null", "true"])");
}

BOOST_AUTO_TEST_CASE(block_scalars_keep_or_fold_their_lines) {
  BOOST_TEST(as_json("a: |\n  one [\n   two {\n\n  three '\nb: >-\n  one\n  two\n") ==
             R"({"a": "one [\n two {\n\nthree '\n", "b": "one two"})");
}

BOOST_AUTO_TEST_CASE(chinese_text_is_text) {
  BOOST_TEST(as_json("指令: 判断这句话的情感") == R"({"指令": "判断这句话的情感"})");
}

BOOST_AUTO_TEST_CASE(a_byte_order_mark_is_skipped) {
  BOOST_TEST(as_json("\xEF\xBB\xBF{a: 1}") == R"({"a": 1})");
}

BOOST_AUTO_TEST_CASE(windows_line_ends_are_line_ends) {
  BOOST_TEST(as_json("a: 1\r\nb: [x,\r\n y]\r\nc: |\r\n  d\r\n") ==
             R"({"a": 1, "b": ["x", "y"], "c": "d\n"})");
}

BOOST_AUTO_TEST_CASE(an_empty_file_is_null) {
  BOOST_TEST(parse("").is_null());
  BOOST_TEST(parse("# only a comment\n").is_null());
}

BOOST_AUTO_TEST_CASE(aliases_repeat_values) {
  BOOST_TEST(as_json("a: &x {b: [1, 2]}\nc: *x\n") ==
             R"({"a": {"b": [1, 2]}, "c": {"b": [1, 2]}})");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(yaml_marks)

BOOST_AUTO_TEST_CASE(keys_and_values_know_where_they_stand) {
  const Value root = parse("a: 1\nb:\n  c: [x, 'y']\n");
  BOOST_TEST(place(root.mark()) == "a.yaml:1:1");
  BOOST_TEST(place(root.at("a").mark()) == "a.yaml:1:4");
  BOOST_TEST(place(root.as_map()[1].key_mark) == "a.yaml:2:1");
  const Value& c = root.at("b").at("c");
  BOOST_TEST(place(root.at("b").as_map()[0].key_mark) == "a.yaml:3:3");
  BOOST_TEST(place(c.mark()) == "a.yaml:3:6");
  BOOST_TEST(place(c.as_list()[1].mark()) == "a.yaml:3:10");
}

BOOST_AUTO_TEST_CASE(columns_count_characters_not_bytes) {
  const Value root = parse("{情感: 好, 标签: [是, 否]}");
  BOOST_TEST(place(root.as_map()[1].key_mark) == "a.yaml:1:9");
  BOOST_TEST(place(root.at("标签").as_list()[1].mark()) == "a.yaml:1:17");
}

BOOST_AUTO_TEST_CASE(a_null_that_is_written_has_its_own_place) {
  const Value root = parse("a: null\nb: [~, 1]\n");
  BOOST_TEST(place(root.at("a").mark()) == "a.yaml:1:4");
  BOOST_TEST(root.at("a").source_text() == "null");
  BOOST_TEST(place(root.at("b").as_list()[0].mark()) == "a.yaml:2:5");
}

BOOST_AUTO_TEST_CASE(a_value_that_is_missing_has_the_place_of_its_key) {
  const Value root = parse("a:\nnullable: 1\nc: {d: , e}\n");
  BOOST_TEST(root.at("a").is_null());
  BOOST_TEST(place(root.at("a").mark()) == "a.yaml:1:1");
  BOOST_TEST(place(root.at("c").at("d").mark()) == "a.yaml:3:5");
  BOOST_TEST(place(root.at("c").at("e").mark()) == "a.yaml:3:10");
}

BOOST_AUTO_TEST_CASE(plain_scalars_keep_their_spelling) {
  const Value root = parse("a: 1e-4\nb: '1e-4'\n");
  BOOST_TEST(root.at("a").source_text() == "1e-4");
  BOOST_TEST(root.at("b").source_text() == "");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(yaml_errors)

BOOST_AUTO_TEST_CASE(every_duplicate_key_is_named_with_its_first_place) {
  BOOST_TEST(error_of("a: 1\nb: 2\na: 3\nb: 4\n") ==
             "a.yaml:3:1: error: `a` is given twice, first on line 1; keep one of them\n"
             "a.yaml:4:1: error: `b` is given twice, first on line 2; keep one of them");
}

BOOST_AUTO_TEST_CASE(keys_are_words) {
  BOOST_TEST(error_of("{[a]: b}") ==
             "a.yaml:1:2: error: a list or a map cannot be a key; if this text is meant as it "
             "stands, put it in quotes");
  BOOST_TEST(error_of("a: &x 1\n*x : 2\n") ==
             "a.yaml:2:1: error: an alias cannot be a key; write the key out");
  BOOST_TEST(error_of(": 2\n") ==
             "a.yaml:1:1: error: a key is missing before `:`; write `key: value`");
}

BOOST_AUTO_TEST_CASE(merge_keys_are_refused) {
  BOOST_TEST(error_of("a: &x {b: 1}\nc: {<<: *x}\n") ==
             "a.yaml:2:5: error: merge keys (`<<`) are not supported; write the keys out");
}

BOOST_AUTO_TEST_CASE(tags_are_refused) {
  BOOST_TEST(error_of("a: !!str 5\n") ==
             "a.yaml:1:4: error: tags such as `!!str` are not supported; leave the tag out; quotes "
             "make any value a string");
}

BOOST_AUTO_TEST_CASE(a_second_document_is_refused) {
  BOOST_TEST(error_of("a: 1\n---\nb: 2\n") ==
             "a.yaml:2:1: error: one document ends before this line; keep one document per file, "
             "and check the indentation");
}

BOOST_AUTO_TEST_CASE(wrong_indentation_is_found_where_it_begins) {
  BOOST_TEST(error_of("a:\n  b: 1\n c: 2\n") ==
             "a.yaml:3:2: error: this does not belong to the map that it stands in; check the "
             "indentation of this line, and that every key ends in `: `");
  BOOST_TEST(error_of("a:\n\tb: 1\n") ==
             "a.yaml:2:1: error: a tab used as indentation; indent with spaces");
}

BOOST_AUTO_TEST_CASE(two_colons_in_a_line_are_refused) {
  BOOST_TEST(error_of("a: b: c\n") ==
             "a.yaml:1:5: error: `: ` does not belong here; check the indentation of this line and "
             "the one before; put text that holds `: ` in quotes");
}

BOOST_AUTO_TEST_CASE(characters_that_start_no_value_are_refused) {
  BOOST_TEST(error_of("a: @b\n") ==
             "a.yaml:1:4: error: this character cannot start a value; put the text in quotes");
}

BOOST_AUTO_TEST_CASE(an_unknown_alias_is_refused) {
  BOOST_TEST(error_of("a: *b\n") ==
             "a.yaml:1:4: error: no anchor `&` of this name stands above; write the value out");
}

BOOST_AUTO_TEST_CASE(an_alias_inside_its_own_value_is_refused) {
  BOOST_TEST(error_of("a: &x [*x]\n") ==
             "a.yaml:1:8: error: this alias lies inside the value that it repeats; write the value "
             "out");
}

BOOST_AUTO_TEST_CASE(a_missing_file_is_named) {
  BOOST_TEST(problem_text([] { read_yaml("/nowhere/a.yaml"); }).find("/nowhere/a.yaml") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(damaged_files_are_read_or_refused_and_nothing_else) {
  const std::string whole =
      "experiment: e  # a name\nvariables: {root: null}\nstages:\n  a: &a\n    kind: pretrain\n"
      "    text: \"quoted \\n\"\n    list: [1, 2.5e-3, .inf, 'x']\n  b:\n    <<: *a\n"
      "    long: |\n      one\n      two\n";
  Rng rng(7);
  int refused = 0;
  for (int i = 0; i < 20000; ++i) {
    try {
      parse_yaml(damaged(whole, rng), "e.yaml");
    } catch (const InputError&) {
      ++refused;
    }
  }
  BOOST_TEST(refused > 2000);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
